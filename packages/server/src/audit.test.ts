/** The audit over HTTP: what is in it, and what is not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { AuditReply, WireAuditEntry } from '@binnacle/api';
import { describeDialects } from './http/routes.ts';
import { startTestApp, type TestApp } from './testing/app.ts';
import { fillShop } from './testing/shop.ts';

const base = '/api/console/v1';
const resources = `${base}/clusters/1/resources`;
const value = 'the launch code is 0000';

const secret: UnstructuredObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'launch', namespace: 'shop' },
  data: { code: Buffer.from(value).toString('base64') },
};

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await fillShop(app);
  await app.create(secret);
});
afterAll(() => app.close());

const trail = async (query: string): Promise<WireAuditEntry[]> =>
  ((await app.call('GET', `${base}/audit?${query}`)).json as AuditReply).items;

describe('the audit', () => {
  it('has a write with the object before and after', async () => {
    await app.call('POST', `${resources}/apps/v1/deployments/cart/scale?namespace=shop`, { body: { replicas: 2 } });
    const [entry] = await trail('operation=workloads.scale');
    expect(entry).toMatchObject({
      user: 'admin',
      address: '127.0.0.1',
      dialect: 'console',
      verb: 'scale',
      cluster: 'east',
      kind: 'deployments.apps',
      namespace: 'shop',
      name: 'cart',
      result: 'ok',
      status: 200,
      before: { kind: 'Deployment', spec: { replicas: 1 } },
      after: { kind: 'Deployment', spec: { replicas: 2 } },
    });
  });

  it('has what was refused and what failed, and why', async () => {
    const vera = await app.signInAs('vera', 'viewer');
    await app.call('DELETE', `${resources}/core/v1/pods/solo?namespace=shop`, { as: vera });
    await app.call('DELETE', `${resources}/core/v1/pods/nobody?namespace=shop`);
    await app.call('POST', `${base}/auth/login`, { body: { username: 'vera', password: 'wrong' }, as: null });
    expect(await trail('user=vera&operation=resources.delete')).toMatchObject([
      { result: 'failed', status: 403, reason: 'Forbidden', name: 'solo' },
    ]);
    expect(await trail('name=nobody')).toMatchObject([{ result: 'failed', status: 404, reason: 'NotFound' }]);
    const [login] = await trail('operation=auth.login&result=failed');
    expect(login).toMatchObject({ user: '', name: 'vera', status: 401 });
  });

  it('has reads of Secret values, and neither values nor passwords', async () => {
    const path = `${resources}/core/v1/secrets/launch?namespace=shop`;
    await app.call('GET', `${path}&reveal=1`);
    await app.call('DELETE', path);
    await app.call('POST', `${base}/users`, {
      body: { username: 'eve', password: 'never to be seen', temporary: false },
    });
    const entries = await trail('kind=secrets');
    expect(entries).toMatchObject([
      { operation: 'resources.delete', before: { kind: 'Secret', data: { code: '<redacted>' } } },
      { operation: 'resources.get', result: 'ok' },
    ]);
    const { text } = await app.call('GET', `${base}/audit/export`);
    for (const hidden of [value, Buffer.from(value).toString('base64'), 'never to be seen', app.token])
      expect(text).not.toContain(hidden);
  });

  it('pages, filters by time, and is exported as lines, oldest first', async () => {
    const first = (await app.call('GET', `${base}/audit?limit=2`)).json as AuditReply;
    const second = (await app.call('GET', `${base}/audit?limit=2&before=${first.next}`)).json as AuditReply;
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(4);
    expect(await trail('until=2000-01-01T00:00:00Z')).toEqual([]);
    expect((await app.call('GET', `${base}/audit?since=yesterday`)).status).toBe(400);
    const exported = await app.call('GET', `${base}/audit/export?user=admin`);
    expect(exported.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = exported.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as WireAuditEntry);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.every(({ user }, at) => user === 'admin' && (at === 0 || lines[at]!.id > lines[at - 1]!.id))).toBe(
      true,
    );
  });

  it('is for administrators', async () => {
    const vera = await app.signInAs('vera', 'operator');
    expect((await app.call('GET', `${base}/audit`, { as: vera })).status).toBe(403);
    expect((await app.call('GET', `${base}/audit/export`, { as: vera })).status).toBe(403);
  });

  it('has every write of every dialect that gets as far as a signed-in caller', async () => {
    // Terminals are opened by a handshake, and terminal.test.ts looks at their entries.
    const writes = describeDialects().flatMap(({ name: dialect, rows }) =>
      rows
        .filter(
          ({ operation: { effect, id }, accept }) =>
            effect === 'write' && !id.startsWith('auth.') && accept !== 'websocket',
        )
        .map(({ method, path, operation, bodyHas }) => ({ dialect, method, path, operation: operation.id, bodyHas })),
    );
    // A viewer, so that nothing is done, whatever is asked.
    const as = await app.signInAs('walter', 'viewer');
    for (const { method, path, bodyHas } of writes) {
      const address = path.replace(/:id\b/, '1').replace(/:\w+/g, 'x');
      const body = bodyHas === undefined ? {} : { [bodyHas]: 1 };
      await app.call(method, address, { as, body: method === 'DELETE' ? undefined : body });
    }
    const seen = new Set(
      (await trail('user=walter&limit=1000')).map(({ dialect, operation }) => `${dialect} ${operation}`),
    );
    const missing = writes
      .map(({ dialect, operation }) => `${dialect} ${operation}`)
      .filter((write) => !seen.has(write));
    expect(missing).toEqual([]);
  }, 120_000);
});
