/** Clusters that come, change and go while the server runs, over HTTP and over a restart. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterSummary } from '@binnacle/api';
import { createSecretKey } from './services/secrets/index.ts';
import { startTestApp, type TestApp } from './testing/app.ts';
import { openEvents } from './testing/events.ts';
import { eventually, fillShop } from './testing/shop.ts';

const kite = '/api/v1/k8s/clusters';
const kubegale = '/api/v1/kubernetes/clusters';
const console = '/api/console/v1/clusters';
const base64 = (text: string) => Buffer.from(text).toString('base64');

const kubeconfigOf = (parts: { cluster?: object; user?: object; context?: object; more?: object }) =>
  JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1', ...parts.cluster } }],
    users: [{ name: 'u', user: parts.user ?? { token: 't' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', ...parts.context } }],
    ...parts.more,
  });

const listOf = async (app: TestApp): Promise<ClusterSummary[]> =>
  ((await app.call('GET', console)).json as { items: ClusterSummary[] }).items;
const namesOf = async (app: TestApp) => (await listOf(app)).map(({ name }) => name);

describe('bad input', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-plugin' };
  const cases: [what: string, kubeconfig: string, message: string | RegExp][] = [
    ['is empty', ' ', 'kubeconfig is empty'],
    ['is broken YAML', 'clusters: [', /^kubeconfig cannot be used: the kubeconfig is neither YAML nor JSON \(line 1/],
    ['is a list', '- a', 'kubeconfig cannot be used: the kubeconfig must be a mapping, not a list'],
    ['has no contexts', 'contexts: []', 'kubeconfig has no contexts'],
    [
      'has no clusters',
      kubeconfigOf({ more: { clusters: [] } }),
      'kubeconfig cannot be used: contexts[0].context.cluster names the cluster "c", which is not defined',
    ],
    [
      'has no users',
      kubeconfigOf({ more: { users: [] } }),
      'kubeconfig cannot be used: contexts[0].context.user names the user "u", which is not defined',
    ],
    [
      'names no user',
      kubeconfigOf({ context: { user: '' } }),
      'kubeconfig cannot be used: contexts[0].context.user is missing',
    ],
    [
      'has a user without credentials',
      kubeconfigOf({ user: {} }),
      'kubeconfig cannot be used: users[0].user has no credentials',
    ],
    [
      'names no server',
      kubeconfigOf({ cluster: { server: '' } }),
      'kubeconfig cannot be used: clusters[0].cluster.server is missing',
    ],
    [
      'has a current context that is not there',
      kubeconfigOf({ more: { 'current-context': 'y' } }),
      'kubeconfig has no context "y"; it has x',
    ],
    [
      'starts a program',
      kubeconfigOf({ user: { exec } }),
      'kubeconfig cannot be used: users[0].user.exec starts a program, which is not allowed here',
    ],
    [
      'reads a token file',
      kubeconfigOf({ user: { tokenFile: '/etc/passwd' } }),
      /^kubeconfig cannot be used: users\[0\]\.user\.tokenFile refers to a file, which is not allowed here/,
    ],
    [
      'reads a certificate file',
      kubeconfigOf({ user: { 'client-certificate': '/etc/passwd' } }),
      /^kubeconfig cannot be used: users\[0\]\.user\.client-certificate refers to a file, which is not allowed here/,
    ],
    [
      'reads a file of an authority',
      kubeconfigOf({ cluster: { 'certificate-authority': '/etc/passwd' } }),
      /certificate-authority refers to a file, which is not allowed here/,
    ],
    [
      'leads nowhere',
      kubeconfigOf({}),
      'cluster "new" (https://127.0.0.1:1) cannot be reached: the connection was refused',
    ],
  ];

  it.each(cases)(
    'a kubeconfig that %s is told, by each contract, and nothing is saved',
    async (...[, kubeconfig, message]) => {
      const messages = typeof message === 'string' ? message : expect.stringMatching(message);
      const inBase64 = { name: 'new', kubeconfig: base64(kubeconfig) };
      expect(await app.call('POST', kite, { body: inBase64 })).toMatchObject({
        status: 400,
        json: { code: 400, message: messages, data: null },
      });
      const unreachable = String(message).includes('cannot be reached');
      expect(await app.call('POST', kubegale, { body: { name: 'new', kubeconfig } })).toMatchObject(
        unreachable ? { status: 503, json: { code: 1006 } } : { status: 400, json: { code: 1001 } },
      );
      expect(await namesOf(app)).toEqual(['east']);
    },
  );

  it('a server that is not trusted, and credentials that are refused, are told', async () => {
    const trusted = app.kubeconfig();
    const distrusted = trusted.replace(/ *certificate-authority-data: .*\n/, '');
    const refused = trusted.replace(/token: .*/, 'token: wrong');
    const create = async (kubeconfig: string) =>
      (await app.call('POST', kite, { body: { name: 'new', kubeconfig: base64(kubeconfig) } })).json;
    expect(await create(distrusted)).toMatchObject({
      code: 400,
      message: expect.stringContaining('its TLS certificate is not trusted'),
    });
    expect(await create(refused)).toMatchObject({
      code: 400,
      message: expect.stringMatching(/^cluster "new" (\(.*\) cannot be used: Unauthorized|refused the credentials)/),
    });
    expect(await namesOf(app)).toEqual(['east']);
  });

  it.each([
    [{ name: '' }, 'name is empty'],
    [{ name: '   ' }, 'name is empty'],
    [{ name: 'x'.repeat(101) }, 'name is longer than 100 characters'],
    [{ name: ' x' }, 'name begins or ends with a space'],
    [{ name: 'a\nb' }, 'name holds a control character'],
    [{ name: 7 }, 'name must be a text'],
    [{ name: 'east' }, 'name "east" is taken by another cluster'],
    [{ is_default: 'yes' }, 'is_default must be true or false'],
    [{ enabled: 1 }, 'enabled must be true or false'],
    [{ kubeconfig: '%%%' }, 'kubeconfig is not base64'],
    [{ kubeconfig: '/w==' }, 'kubeconfig is base64 of something that is not text'],
    [{ context: 'south' }, 'kubeconfig has no context "south"; it has east'],
    [
      { prometheus_url: 'prometheus' },
      'prometheus_url is not an address such as http://prometheus.monitoring.svc:9090',
    ],
    [{ prometheus_url: 'http://u:p@host' }, 'prometheus_url must not hold a user name or password'],
    [
      { prometheus_url: 'http://localhost:9090' },
      'prometheus_url names this machine or a link-local address, which is not allowed',
    ],
    [
      { prometheus_url: 'http://[::ffff:169.254.169.254]/' },
      'prometheus_url names this machine or a link-local address, which is not allowed',
    ],
  ])('%j is refused', async (field, message) => {
    const body = { name: 'new', kubeconfig: base64(app.kubeconfig()), ...field };
    expect((await app.call('POST', kite, { body })).json).toEqual({ code: 400, message, data: null });
    expect(await namesOf(app)).toEqual(['east']);
  });

  it('two creations of one name make one cluster', async () => {
    const body = { name: 'twin', kubeconfig: base64(app.kubeconfig()) };
    const replies = await Promise.all([1, 2, 3].map(() => app.call('POST', kite, { body })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
    await app.call('DELETE', `${console}/twin`);
  });

  it('a body that is no object, and a path that is not there, answer in the envelope', async () => {
    expect((await app.call('POST', kite, { body: '[]' })).json).toEqual({
      code: 400,
      message: 'body must be a JSON object',
      data: null,
    });
    expect((await app.call('POST', kite, { body: '{' })).json).toMatchObject({ code: 400, data: null });
    expect((await app.call('GET', `${kite}/1/nothing/here`)).json).toMatchObject({ code: 404, data: null });
    expect((await app.call('DELETE', kite)).json).toMatchObject({ code: 405, data: null });
  });
});

describe('a registered kubeconfig where the operator allowed more', () => {
  it('may name a credential plugin, and is told when that is not installed', async () => {
    const app = await startTestApp({ env: { BINNACLE_UPLOADED_KUBECONFIGS: 'exec' } });
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-plugin' };
    const body = { name: 'new', kubeconfig: base64(kubeconfigOf({ user: { exec } })) };
    const { status, json } = await app.call('POST', kite, { body });
    expect([status, (json as { message: string }).message]).toEqual([
      400,
      'cluster "new" (https://127.0.0.1:1) cannot be used: the credential plugin "no-such-plugin" is not installed',
    ]);
    await app.close();
  });
});

describe('clusters while the server runs', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
  });
  afterEach(() => app.close());

  const create = async (name: string, more: object = {}): Promise<number> => {
    const { json } = await app.call('POST', kite, { body: { name, kubeconfig: base64(app.kubeconfig()), ...more } });
    return (json as { data: { id: number } }).data.id;
  };
  const defaults = async () => (await listOf(app)).filter((cluster) => cluster.is_default).map(({ name }) => name);

  it('are the same by every contract, and serve at once', async () => {
    await fillShop(app);
    const id = await create('west');
    expect((await app.call('GET', kubegale)).json).toMatchObject({
      data: { list: [{ name: 'east' }, { name: 'west', source: 'registered' }], total: 2 },
    });
    const { json } = await app.call('GET', `/api/v1/kubernetes/pods?cluster_id=${id}&namespace=shop&keyword=solo`);
    expect(json).toMatchObject({ code: 0, data: { total: 1 } });
  });

  it('keep the kubeconfig as it was sent, for administrators, and the audit says who saw it', async () => {
    const id = await create('west');
    const { json } = await app.call('GET', `${kite}/${id}`);
    expect((json as { data: { kubeconfig: string } }).data.kubeconfig).toBe(base64(app.kubeconfig()));
    const seen = app.log().filter(({ msg, op }) => msg === 'audit' && op === 'clusters.detail');
    expect(seen).toEqual([expect.objectContaining({ caller: 'admin', status: 200 })]);
  });

  it('have one default, which moves when another is chosen and when it goes', async () => {
    expect(await defaults()).toEqual(['east']);
    const west = await create('west', { is_default: true });
    expect(await defaults()).toEqual(['west']);
    await app.call('PUT', `${kite}/1`, { body: { is_default: true } });
    expect(await defaults()).toEqual(['east']);
    await app.call('PUT', `${kite}/${west}`, { body: { is_default: true } });
    await app.call('DELETE', `${kite}/${west}`);
    expect(await defaults()).toEqual(['east']);
  });

  it('end the streams of one that is removed, with the reason', async () => {
    await fillShop(app);
    const id = await create('west');
    const stream = await openEvents(app, `${console}/${id}/resources/core/v1/pods?namespace=shop`);
    await eventually(() => stream.of('rows').length > 0);
    await app.call('DELETE', `${kite}/${id}`);
    await eventually(() => stream.of('error').length > 0);
    expect(stream.of('error')).toEqual([
      expect.objectContaining({
        reason: 'ClusterUnreachable',
        message: 'cluster "west" was disconnected: its settings have changed',
      }),
    ]);
    expect((await app.call('GET', `${console}/${id}/resources/core/v1/pods`)).status).toBe(404);
  });

  it('are not connected to while they are disabled', async () => {
    const id = await create('west');
    await app.call('PUT', `${kite}/${id}`, { body: { enabled: false } });
    expect((await app.call('GET', `${kite}/${id}`)).json).toMatchObject({
      data: { enabled: false, health_status: 'unknown' },
    });
    expect((await app.call('GET', `/api/v1/kubernetes/pods?cluster_id=${id}`)).json).toMatchObject({
      code: 1006,
      msg: 'cluster "west" is disabled',
    });
    expect((await app.call('POST', `${kite}/${id}/test-connection`)).status).toBe(200);
    await app.call('PUT', `${kite}/${id}`, { body: { enabled: true } });
    expect((await app.call('GET', `/api/v1/kubernetes/pods?cluster_id=${id}`)).status).toBe(200);
  });

  it('one that says nothing delays no other, nor the list of all', async () => {
    await fillShop(app);
    app.link.stall();
    await create('west');
    let isAnswered = false;
    const leave = new AbortController();
    const slow = fetch(`${app.url}/api/v1/kubernetes/pods?cluster_id=1`, {
      headers: { authorization: `Bearer ${app.token}` },
      signal: leave.signal,
    }).then(
      () => (isAnswered = true),
      () => undefined,
    );
    let answersMeanwhile = 0;
    for (let round = 0; round < 20; round += 1) {
      const { json } = await app.call('GET', '/api/v1/kubernetes/pods?cluster_id=2&namespace=shop&keyword=solo');
      expect(json).toMatchObject({ code: 0, data: { total: 1 } });
      expect((await app.call('GET', kite)).status).toBe(200);
      if (!isAnswered) answersMeanwhile += 1;
    }
    await eventually(async () =>
      (await listOf(app)).some(({ name, health }) => name === 'west' && health === 'healthy'),
    );
    expect(answersMeanwhile).toBeGreaterThan(0);
    leave.abort();
    await slow;
  });

  it('a kubeconfig that leads nowhere changes nothing', async () => {
    const id = await create('west');
    const body = { name: 'changed', kubeconfig: base64(kubeconfigOf({})) };
    expect((await app.call('PUT', `${kite}/${id}`, { body })).status).toBe(400);
    expect(await namesOf(app)).toEqual(['east', 'west']);
    expect((await app.call('POST', `${kite}/${id}/test-connection`)).status).toBe(200);
  });

  it('C6 says why a cluster cannot be connected to, as 503', async () => {
    app.link.cut();
    expect(await app.call('POST', `${kite}/1/test-connection`)).toMatchObject({
      status: 503,
      json: {
        code: 503,
        message: expect.stringMatching(
          /^cluster "east" \(https:\/\/127\.0\.0\.1:\d+\) cannot be reached: the connection was /,
        ),
        data: null,
      },
    });
  });

  it('their credentials are in no log, list or error', async () => {
    const token = /token: (\S+)/.exec(app.kubeconfig())![1]!;
    const id = await create('west');
    const said = await Promise.all([
      app.call('GET', kite),
      app.call('GET', kubegale),
      app.call('GET', console),
      app.call('GET', `${console}/${id}`),
      app.call('POST', kite, { body: { name: 'west', kubeconfig: base64(app.kubeconfig()) } }),
      app.call('POST', kubegale, { body: { name: 'x', kubeconfig: `${app.kubeconfig()}\n  broken: [` } }),
    ]);
    const text = JSON.stringify(app.log()) + said.map((reply) => reply.text).join();
    expect(text).not.toContain(token);
    expect(text).not.toContain(base64(app.kubeconfig()).slice(0, 200));
  });
});

describe('clusters over a restart', () => {
  it('are there again with their ids and marks, what was removed is not, and nothing lies in the clear', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'binnacle-test-'));
    const file = join(folder, 'binnacle.db');
    const env = { BINNACLE_DATABASE_URL: `sqlite:${file}`, BINNACLE_SECRET_KEY: createSecretKey() };
    const running: TestApp[] = [];
    /** Another Binnacle on the same database, once the one before has stopped; their clusters go on. */
    const start = async (): Promise<TestApp> => {
      await running.at(-1)?.app.close();
      const app = await startTestApp({ env });
      running.push(app);
      return app;
    };
    const first = await start();
    const kubeconfig = base64(first.kubeconfig());
    await first.call('POST', kite, { body: { name: 'west', kubeconfig } });
    await first.call('POST', kite, { body: { name: 'gone', kubeconfig } });
    await first.call('PATCH', `${console}/east`, { body: { description: 'Shop', colour: 'red', production: true } });
    await first.call('DELETE', `${console}/gone`);
    await eventually(async () => (await listOf(first)).every(({ health }) => health === 'healthy'));

    const second = await start();
    expect(await listOf(second)).toMatchObject([
      { id: 1, name: 'east', source: 'simulated', description: 'Shop', colour: 'red', production: true },
      { id: 2, name: 'west', source: 'registered', version: expect.stringMatching(/^v1\./), node_count: 3 },
    ]);
    expect((await second.call('POST', `${kite}/2/test-connection`)).status).toBe(200);
    const again = await second.call('POST', kite, { body: { name: 'gone', kubeconfig } });
    expect(again.json).toMatchObject({ data: { id: 4 } });
    await second.call('DELETE', `${console}/east`);

    const third = await start();
    expect(await namesOf(third)).toEqual(['west', 'gone']);
    await third.app.close();
    const token = /token: (\S+)/.exec(first.kubeconfig())![1]!;
    // What was written last may still lie in the log beside the file, also after it is closed.
    const stored = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    expect(stored.includes('west')).toBe(true);
    expect(stored.includes(token)).toBe(false);
    for (const app of running) await app.close();
    rmSync(folder, { recursive: true });
  });
});
