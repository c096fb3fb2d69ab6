/** People with rights in part of a cluster, over HTTP: a working console that shows no more than they may see. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowsReply } from '@binnacle/api';
import { startTestApp, type TestApp } from './testing/app.ts';
import { openEvents } from './testing/events.ts';
import { eventually } from './testing/shop.ts';

const base = '/api/console/v1';
const resources = `${base}/clusters/1/resources`;
const kubegale = '/api/v1/kubernetes';
const password = 'the password of ada';

let app: TestApp;
let ada: string;
beforeAll(async () => {
  app = await startTestApp({ limited: true });
  for (const namespace of ['shop', 'bank'])
    await app.create(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      ...['one', 'two'].map((name) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `${namespace}-${name}`, namespace },
      })),
    );
  await app.call('POST', `${base}/users`, { body: { username: 'ada', password, temporary: false } });
  const binding = { role: 'viewer', subject: { kind: 'user', name: 'ada' }, clusters: ['east'], namespaces: ['shop'] };
  expect(await app.call('POST', `${base}/bindings`, { body: binding })).toMatchObject({ status: 201 });
  const { json } = await app.call('POST', `${base}/auth/login`, { body: { username: 'ada', password }, as: null });
  ada = (json as { token: string }).token;
});
afterAll(() => app.close());

const get = (path: string, as = ada) => app.call('GET', path, { as });
const names = (json: unknown) =>
  (json as RowsReply).rows.map(({ name }) => name).filter((name) => name !== 'kube-root-ca.crt');

describe('somebody with a role in one namespace', () => {
  it('sees its clusters, kinds and namespaces, and no others', async () => {
    const clusters = async (as: string) =>
      ((await get(`${base}/clusters`, as)).json as { items: { name: string }[] }).items.map(({ name }) => name);
    expect(await clusters(app.token)).toEqual(['east', 'east-viewer']);
    expect(await clusters(ada)).toEqual(['east']);
    expect((await get(`${base}/clusters/1/kinds`)).status).toBe(200);
    expect((await get(`${base}/clusters/2/kinds`)).status).toBe(403);
    const { json } = await get(`${resources}/core/v1/namespaces`);
    expect([names(json), (json as RowsReply).total]).toEqual([['shop'], 1]);
    expect((await get(`${resources}/core/v1/namespaces/shop`)).status).toBe(200);
    expect((await get(`${resources}/core/v1/namespaces/bank`)).status).toBe(403);
  });

  it('sees in lists over all namespaces what lies in its own, with the right total', async () => {
    const all = (await get(`${resources}/core/v1/configmaps`, app.token)).json as RowsReply;
    const { json } = await get(`${resources}/core/v1/configmaps?sortBy=name`);
    expect(names(json)).toEqual(['shop-one', 'shop-two']);
    expect((json as RowsReply).total).toBe((json as RowsReply).rows.length);
    expect(all.total).toBeGreaterThan((json as RowsReply).total);
    const named = await get(`${resources}/core/v1/configmaps?namespace=shop`);
    expect(names(named.json)).toEqual(['shop-one', 'shop-two']);
    const both = await get(`${resources}/core/v1/configmaps?namespace=shop&namespace=bank`);
    expect(both.status).toBe(403);
    const page = await get(`${kubegale}/namespaces?keyword=b`);
    expect(page.json).toMatchObject({ data: { items: [], total: 0 } });
  });

  it('is refused what lies elsewhere, or nowhere', async () => {
    const { status, text } = await get(`${resources}/core/v1/configmaps/bank-one?namespace=bank`);
    expect(status).toBe(403);
    expect(text).toContain('or a rule for get on configmaps in namespace \\"bank\\" of cluster \\"east\\"');
    expect((await get(`${resources}/core/v1/nodes`)).status).toBe(403);
    expect((await get(`${base}/users`)).status).toBe(403);
    expect((await get('/metrics')).status).toBe(403);
    const remove = `${resources}/core/v1/configmaps/shop-one?namespace=shop`;
    expect((await app.call('DELETE', remove, { as: ada })).status).toBe(403);
  });

  it('is sent no change of what lies elsewhere', async () => {
    const stream = await openEvents({ url: app.url, token: ada }, `${resources}/core/v1/configmaps?sortBy=name`);
    await eventually(() => stream.of('rows').length === 1);
    const configMap = (name: string, namespace: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace },
    });
    await app.create(configMap('hidden', 'bank'), configMap('shown', 'shop'));
    await eventually(() => JSON.stringify(stream.of('delta')).includes('shown'));
    expect(JSON.stringify(stream.events)).not.toContain('hidden');
    stream.close();
  });

  it('can ask what it may do, and not what others may', async () => {
    const own = await get(`${base}/access/subjects/me`);
    expect(own.json).toMatchObject({
      subject: { kind: 'user', name: 'ada' },
      grants: [{ role: 'viewer', through: 'user ada', within: { clusters: ['east'], namespaces: ['shop'] } }],
    });
    expect((await get(`${base}/access/subjects/user/admin`)).status).toBe(403);
    const check = async (query: string, as = ada) => (await get(`${base}/access/check?${query}`, as)).json;
    expect(await check('resource=pods&verb=list&cluster=east&namespace=shop')).toMatchObject({ allowed: true });
    expect(await check('resource=pods&verb=list&cluster=east')).toMatchObject({ allowed: false });
    const asked = 'resource=pods&verb=restart&cluster=east&namespace=shop';
    expect(await check(`${asked}&subject=user:ada`, app.token)).toEqual({
      allowed: false,
      because: 'no rule allows restart on pods; the role operator would',
    });
  });

  it('gains and loses rights at once', async () => {
    const bind = { role: 'operator', subject: { kind: 'user', name: 'ada' }, namespaces: ['bank'] };
    const { json } = await app.call('POST', `${base}/bindings`, { body: bind });
    const path = `${resources}/core/v1/configmaps/bank-one?namespace=bank`;
    expect((await get(path)).status).toBe(200);
    await app.call('DELETE', `${base}/bindings/${(json as { id: string }).id}`);
    expect((await get(path)).status).toBe(403);
  });
});

describe('bad input', () => {
  it('is told by the names that the caller knows', async () => {
    const refused = async (method: string, path: string, body: object) =>
      ((await app.call(method, `${base}${path}`, { body })).json as { error: { field: string; message: string } })
        .error;
    const key = { name: 'ci', roles: ['viewer'], expires_in_days: 0 };
    expect(await refused('POST', '/auth/keys', key)).toMatchObject({
      field: 'expires_in_days',
      message: 'expires_in_days must be >= 1',
    });
    expect(await refused('PATCH', '/users/ada', { display_name: 5 })).toMatchObject({
      field: 'display_name',
      message: 'display_name must be string',
    });
  });
});

describe('those who may change accounts and no more', () => {
  it('make nobody an administrator, and take no administrator’s account', async () => {
    const rules = [{ clusters: ['*'], namespaces: ['*'], resources: ['binnacle/users'], verbs: ['*'] }];
    await app.call('POST', `${base}/roles`, { body: { name: 'hr', rules } });
    await app.call('POST', `${base}/users`, { body: { username: 'hank', password, temporary: false, roles: ['hr'] } });
    const login = await app.call('POST', `${base}/auth/login`, { body: { username: 'hank', password }, as: null });
    const as = (login.json as { token: string }).token;
    const tries: [string, string, object][] = [
      ['POST', '/users', { username: 'eve', roles: ['admin'] }],
      ['PATCH', '/users/hank', { roles: ['admin'] }],
      ['PATCH', '/users/ada', { groups: ['admins'] }],
      ['POST', '/users/admin/password', { password: 'a new one for admin' }],
      ['DELETE', '/users/admin', {}],
      ['POST', '/bindings', { role: 'admin', subject: { kind: 'user', name: 'hank' } }],
    ];
    for (const [method, path, body] of tries)
      expect((await app.call(method, `${base}${path}`, { body, as })).status, `${method} ${path}`).toBe(403);
    expect((await app.call('POST', `${base}/users`, { body: { username: 'new' }, as })).status).toBe(201);
  });

  it('leave one administrator at least, whoever asks', async () => {
    for (const [method, path, body] of [
      ['DELETE', '/users/admin', undefined],
      ['PATCH', '/users/admin', { disabled: true }],
      ['PATCH', '/users/admin', { roles: ['viewer'] }],
    ] as const)
      expect((await app.call(method, `${base}${path}`, { body })).status, `${method} ${path}`).toBe(409);
  });
});
