/** What a signed-in viewer may do, and what nobody gets to see. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentKind, podKind } from '@binnacle/kube/api';
import { password, startTestApp, type TestApp } from './testing/app.ts';
import { fillShop } from './testing/shop.ts';

const kubegale = '/api/v1/kubernetes';
const console = '/api/console/v1';
const resources = `${console}/clusters/1/resources`;
const shop = 'namespace=shop';
const secretValue = 'the launch code is 0000';
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'launch', namespace: 'shop' },
  data: { code: Buffer.from(secretValue).toString('base64') },
};

let app: TestApp;
let viewer: string;
beforeAll(async () => {
  app = await startTestApp();
  await fillShop(app);
  await app.create(secret);
  viewer = await app.signInAs('vera', 'viewer');
});
afterAll(() => app.close());

describe('a viewer', () => {
  it.each([
    `${kubegale}/clusters`,
    `${kubegale}/namespaces`,
    `${kubegale}/pods?${shop}`,
    `${kubegale}/pods/solo?${shop}`,
    `${kubegale}/pods/solo/events?${shop}`,
    `${kubegale}/pods/solo/logs?${shop}&tail_lines=1`,
    `${kubegale}/deployments/cart?${shop}`,
    `${console}/auth/me`,
    `${console}/clusters`,
    `${console}/clusters/1/kinds`,
    `${resources}/core/v1/pods?${shop}`,
    `${resources}/apps/v1/deployments/cart?${shop}`,
    `${console}/clusters/1/pods/solo/logs?${shop}&tailLines=1`,
    '/metrics',
  ])('may read %s', async (path) => {
    expect((await app.call('GET', path, { as: viewer })).status).toBe(200);
  });

  it.each([
    ['POST', '/deployments/cart/scale', 'workloads.scale'],
    ['POST', '/deployments/cart/restart', 'workloads.restart'],
    ['DELETE', `/deployments/cart?${shop}`, 'resources.delete'],
    ['DELETE', `/pods/solo?${shop}`, 'resources.delete'],
    ['POST', '/pods/solo/restart', 'pods.restart'],
  ])('is told which right is missing by KubeGale: %s %s', async (...[method, path, operation]) => {
    const body = method === 'POST' ? { body: { namespace: 'shop', replicas: 0 } } : {};
    expect(await app.call(method, `${kubegale}${path}`, { as: viewer, ...body })).toMatchObject({
      status: 403,
      json: {
        code: 1005,
        data: null,
        msg: `forbidden: user "vera" has the role viewer, and ${operation} needs the role operator`,
      },
    });
  });

  it.each([
    ['POST', `/apps/v1/deployments/cart/scale?${shop}`, 'workloads.scale', 'operator'],
    ['POST', `/apps/v1/deployments/cart/restart?${shop}`, 'workloads.restart', 'operator'],
    ['DELETE', `/apps/v1/deployments/cart?${shop}`, 'resources.delete', 'operator'],
    ['POST', `/core/v1/pods/solo/restart?${shop}`, 'pods.restart', 'operator'],
    ['GET', `/core/v1/secrets/launch?${shop}&reveal=1`, 'resources.get', 'admin'],
  ])('is told which right is missing by the console: %s %s', async (...[method, path, operation, role]) => {
    const body = method === 'POST' ? { body: { replicas: 0 } } : {};
    expect(await app.call(method, `${resources}${path}`, { as: viewer, ...body })).toMatchObject({
      status: 403,
      json: {
        error: {
          reason: 'Forbidden',
          code: 403,
          message: `forbidden: user "vera" has the role viewer, and ${operation} needs the role ${role}`,
        },
      },
    });
  });

  it('changed nothing by trying', async () => {
    const { spec } = await app.direct.get(deploymentKind, { namespace: 'shop', name: 'cart' });
    expect(spec).toMatchObject({ replicas: 1 });
    const solo = await app.direct.get(podKind, { namespace: 'shop', name: 'solo' });
    expect(solo.metadata.deletionTimestamp).toBeUndefined();
  });

  it('may watch lists, and of Secrets one by one all but the values', async () => {
    const watch = async (path: string) => {
      const leave = new AbortController();
      const headers = { accept: 'text/event-stream', authorization: `Bearer ${viewer}` };
      const response = await fetch(`${app.url}${resources}${path}`, { headers, signal: leave.signal });
      const { value } = await response.body!.getReader().read();
      leave.abort();
      return { status: response.status, text: Buffer.from(value!).toString() };
    };
    expect((await watch(`/core/v1/pods?${shop}`)).status).toBe(200);
    const list = await watch(`/core/v1/secrets?${shop}`);
    expect([list.status, list.text.includes('"launch"')]).toEqual([200, true]);
    expect(list.text).not.toContain(secret.data.code);
    const masked = await watch(`/core/v1/secrets/launch?${shop}`);
    expect(masked.status).toBe(200);
    expect(masked.text).not.toContain(secret.data.code);
    const one = await watch(`/core/v1/secrets/launch?${shop}&reveal=1`);
    expect(one.status).toBe(403);
    expect(one.text).toContain('resources.watchOne needs the role admin');
  });
});

describe('what a Secret holds', () => {
  it('is in no list, and in the detail for administrators only, who ask for it and are written down', async () => {
    const list = await app.call('GET', `${resources}/core/v1/secrets?${shop}`);
    expect(list.json).toMatchObject({ total: 1, rows: [{ name: 'launch' }] });
    expect(list.text).not.toContain(secret.data.code);
    const read = { target: { kind: 'secrets', namespace: 'shop', name: 'launch' }, status: 200 };
    const readByAdmin = () => app.log().filter(({ msg, caller }) => msg === 'audit' && caller === 'admin');
    const path = `${resources}/core/v1/secrets/launch?${shop}`;
    expect((await app.call('GET', path)).json).toMatchObject({ data: { code: '<redacted>' } });
    const yaml = await app.call('GET', path, { headers: { accept: 'application/yaml' } });
    expect(yaml.text).not.toContain(secret.data.code);
    expect(readByAdmin()).not.toContainEqual(expect.objectContaining(read));
    const detail = await app.call('GET', `${path}&reveal=1`);
    expect(detail.json).toMatchObject({ data: secret.data });
    expect(readByAdmin()).toContainEqual(expect.objectContaining(read));
    const operator = await app.signInAs('otto', 'operator');
    expect((await app.call('GET', `${path}&reveal=1`, { as: operator })).status).toBe(403);
  });
});

describe('log lines, metrics and errors', () => {
  it('carry no token, password, code, cookie or Secret value, whatever goes wrong', async () => {
    const code = new URLSearchParams(app.app.signInLink().split('?')[1]).get('code')!;
    const wrong = 'a wrong password 4711';
    const post = (path: string, body: unknown) => app.call('POST', `${console}${path}`, { as: null, body });
    const replies = [
      await post('/auth/login', { username: 'admin', password: wrong }),
      await post('/auth/login', { username: 'admin', password: { nested: wrong } }),
      await post('/auth/login', `{"username":"admin","password":"${wrong}"`),
      await post('/auth/redeem', { code: `${code}x` }),
      await app.call('GET', `${kubegale}/pods?access_token=${app.token}&keyword=${wrong}`),
      await app.call('GET', `${kubegale}/pods`, { as: `${app.token}x` }),
      await app.call('GET', `${kubegale}/pods`, { as: null, headers: { authorization: `Basic ${app.token}` } }),
      await app.call('GET', `${kubegale}/pods`, { as: null, headers: { cookie: `binnacle_session=${app.token}x` } }),
      await app.call('GET', `${kubegale}/${app.token}/x/y`),
      await app.call('GET', `${resources}/core/v1/secrets/launch?${shop}&managedFields=maybe`),
    ];
    expect(replies.every(({ status }) => status === 200 || (status >= 400 && status < 500))).toBe(true);
    const redeemed = await post('/auth/redeem', { code });
    const { token } = redeemed.json as { token: string };
    await app.call('GET', `${resources}/core/v1/secrets/launch?${shop}&reveal=1`, { as: token });
    await app.call('POST', `${console}/auth/logout`, { as: token });
    replies.push(await app.call('GET', `${kubegale}/pods`, { as: token }), await app.call('GET', '/metrics'));

    const said = JSON.stringify(app.log()) + replies.map(({ text }) => text).join();
    for (const hidden of [app.token, token, viewer, password, wrong, code, secretValue, secret.data.code]) {
      expect(said.includes(hidden)).toBe(false);
    }
  });
});
