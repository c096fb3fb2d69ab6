/** In whose name a cluster is used: what the cluster lets somebody see is what they see, whoever else looks at it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterSummary, RowsReply } from '@binnacle/api';
import type { KubeObject } from '@binnacle/kube/api';
import { parseKubeconfig } from '@binnacle/kube/client';
import { password, startTestApp, type TestApp } from './testing/app.ts';
import { openEvents } from './testing/events.ts';
import { eventually } from './testing/shop.ts';

const base = '/api/console/v1';
const resources = `${base}/clusters/1/resources`;
const rbac = 'rbac.authorization.k8s.io';

const reader = (namespace: string): KubeObject =>
  ({
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: 'reader', namespace },
    rules: [{ apiGroups: [''], resources: ['configmaps', 'namespaces'], verbs: ['get', 'list', 'watch'] }],
  }) as KubeObject;
const bind = (namespace: string, kind: 'User' | 'Group', name: string): KubeObject =>
  ({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'reader', namespace },
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
    subjects: [{ apiGroup: rbac, kind, name }],
  }) as KubeObject;
const configMap = (name: string, namespace: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
});

let app: TestApp;
let ada: string;
let grace: string;
let mallory: string;

const signIn = async (username: string, groups: string[]): Promise<string> => {
  // By our own rules they may do everything: what is refused here, the cluster refuses.
  const body = { username, password, temporary: false, roles: ['admin'], groups };
  expect((await app.call('POST', `${base}/users`, { body })).status).toBe(201);
  const { json } = await app.call('POST', `${base}/auth/login`, { body: { username, password }, as: null });
  return (json as { token: string }).token;
};
const identify = async (identity: string) => {
  const { status, json } = await app.call('PATCH', `${base}/clusters/1`, { body: { identity } });
  expect([status, (json as ClusterSummary).identity]).toEqual([200, identity]);
};
const get = (path: string, as: string) => app.call('GET', path, { as });
const rows = async (path: string, as: string): Promise<string[]> => {
  const { status, json } = await get(`${resources}${path}`, as);
  expect(status).toBe(200);
  const reply = json as RowsReply;
  expect(reply.total).toBe(reply.rows.length);
  return reply.rows.map(({ name }) => name).sort();
};
const ownRows = async (as: string) =>
  (await rows('/core/v1/configmaps?limit=1000', as)).filter((name) => name.endsWith('-note'));

beforeAll(async () => {
  app = await startTestApp();
  for (const namespace of ['shop', 'bank'])
    await app.create(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      configMap(`${namespace}-note`, namespace),
      reader(namespace),
    );
  await app.create(bind('shop', 'User', 'ada'), bind('bank', 'Group', 'bankers'));
  ada = await signIn('ada', []);
  grace = await signIn('grace', ['bankers']);
  mallory = await signIn('mallory', ['system:masters']);
});
afterAll(() => app?.close());

describe('a cluster used by its own account', () => {
  it('shows everything that our rules allow', async () => {
    expect(await ownRows(ada)).toEqual(['bank-note', 'shop-note']);
  });
});

describe('a cluster used by impersonation', () => {
  beforeAll(() => identify('impersonate'));

  it('shows each what the cluster lets them list, from one cache, with true totals', async () => {
    expect(await ownRows(ada)).toEqual(['shop-note']);
    expect(await ownRows(grace)).toEqual(['bank-note']);
    expect(await ownRows(ada)).toEqual(['shop-note']);
    expect(await rows('/core/v1/namespaces', ada)).toEqual(['shop']);
    expect(await rows('/core/v1/namespaces', grace)).toEqual(['bank']);
  });

  it('refuses what the cluster refuses, in the cluster’s own words', async () => {
    const other = await get(`${resources}/core/v1/configmaps/bank-note?namespace=bank`, ada);
    expect(other.status).toBe(403);
    expect(other.text).toContain('User \\"ada\\" cannot get resource \\"configmaps\\"');
    expect((await get(`${resources}/core/v1/configmaps/shop-note?namespace=shop`, ada)).status).toBe(200);
    expect((await get(`${resources}/core/v1/nodes`, ada)).status).toBe(403);
    const path = `${resources}/core/v1/configmaps/shop-note?namespace=shop`;
    const removal = await app.call('DELETE', path, { as: ada });
    expect(removal.status).toBe(403);
    expect(removal.text).toContain('User \\"ada\\" cannot delete resource \\"configmaps\\"');
  });

  it('makes nobody one of Kubernetes’ own by a group of that name', async () => {
    expect(await ownRows(mallory)).toEqual([]);
    expect((await get(`${resources}/core/v1/nodes`, mallory)).status).toBe(403);
  });

  it('sends changes only to those who may list them', async () => {
    const stream = await openEvents({ url: app.url, token: ada }, `${resources}/core/v1/configmaps?sortBy=name`);
    await eventually(() => stream.of('rows').length === 1);
    await app.create(configMap('hidden-note', 'bank'), configMap('shown-note', 'shop'));
    await eventually(() => JSON.stringify(stream.of('delta')).includes('shown-note'));
    expect(JSON.stringify(stream.events)).not.toContain('hidden-note');
    expect(JSON.stringify(stream.events)).not.toContain('bank-note');
    stream.close();
  });

  it('holds for the releases of all clusters too', async () => {
    const { status, json } = await get(`${base}/rollouts`, ada);
    expect([status, (json as { items: unknown[] }).items]).toEqual([200, []]);
  });
});

describe('a cluster used with people’s own tokens', () => {
  beforeAll(() => identify('own'));
  const tokenOf = (context: string): string => {
    const target = parseKubeconfig(app.kubeconfig({ all: true })).targets.find(({ name }) => name === context);
    if (target?.credentials.type !== 'token') throw new Error(`${context} has no token`);
    return target.credentials.token;
  };
  const give = (token: string, as: string) =>
    app.call('PUT', `${base}/auth/cluster-tokens/east`, { body: { token }, as });

  it('asks for a token first, and takes none that the cluster refuses', async () => {
    const refused = await get(`${resources}/core/v1/configmaps`, ada);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('is used with your own token: give one in your profile');
    const { json } = await get(`${base}/auth/cluster-tokens`, ada);
    expect(json).toEqual({ items: [{ id: 1, name: 'east', given: false }] });
    expect(await give('a token of nobody', ada)).toMatchObject({ status: 400 });
    expect(await give('nobody', ada)).toMatchObject({
      status: 400,
      json: { error: { field: 'token', message: 'token is refused by the cluster' } },
    });
  });

  it('is used as whoever the token stands for, and by nobody else', async () => {
    expect((await give(tokenOf('east'), ada)).status).toBe(204);
    expect(await ownRows(ada)).toEqual(['bank-note', 'hidden-note', 'shop-note', 'shown-note']);
    expect((await get(`${resources}/core/v1/configmaps`, grace)).status).toBe(403);
    expect((await give(tokenOf('east-viewer'), grace)).status).toBe(204);
    expect(await ownRows(grace)).toEqual([]);
    expect((await get(`${base}/auth/cluster-tokens`, ada)).text).not.toContain(tokenOf('east'));
  });

  it('forgets a token that was taken back', async () => {
    expect((await app.call('DELETE', `${base}/auth/cluster-tokens/east`, { as: ada })).status).toBe(204);
    expect((await get(`${resources}/core/v1/configmaps`, ada)).status).toBe(403);
    expect((await app.call('DELETE', `${base}/auth/cluster-tokens/east`, { as: ada })).status).toBe(404);
  });

  it('keeps tokens out of the log and the audit', async () => {
    const { text } = await app.call('GET', `${base}/audit?limit=1000`);
    expect(text).toContain('clusters.setToken');
    for (const token of [tokenOf('east'), tokenOf('east-viewer')]) {
      expect(text).not.toContain(token);
      expect(JSON.stringify(app.log())).not.toContain(token);
    }
  });
});

it('knows three ways, and no others', async () => {
  expect(await app.call('PATCH', `${base}/clusters/1`, { body: { identity: 'root' } })).toMatchObject({
    status: 400,
    json: { error: { field: 'identity', message: 'identity must be one of shared, impersonate, own' } },
  });
});
