import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MeshReply } from '@binnacle/api';
import { coreEventKind, podKind } from '@binnacle/kube/api';
import { describeRoutes } from '../../http/routes.ts';
import { password, startTestApp, type TestApp } from '../../testing/app.ts';
import { toGolden } from '../../testing/golden.ts';
import { asked, podName } from './observe-exchanges.ts';

let app: TestApp;
let pod: string;
beforeAll(async () => {
  app = await startTestApp({ scenario: 'istio' });
  const { items } = await app.direct.list(podKind, { namespace: 'shop', labelSelector: 'app=catalog,version=v1' });
  // Those of the scenario's past are forgotten: whatever else is reported meanwhile, there is one of each.
  for (const [namespace, name] of [
    ['shop', 'catalog-v1'],
    ['istio-system', 'istiod'],
    ['istio-system', 'istio-ingressgateway'],
  ] as const)
    await app.direct.create(coreEventKind, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.noted`, namespace },
      involvedObject: { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name },
      reason: 'Noted',
      message: 'somebody looked',
      type: 'Normal',
      lastTimestamp: new Date().toISOString(),
    } as never);
  pod = items.map(({ metadata }) => metadata.name).sort()[0]!;
}, 300_000);
afterAll(() => app.close());

const filled = (parameters: Record<string, string>) =>
  Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, value === podName ? pod : value]));

describe('golden exchanges of contract 002 with a mesh', () => {
  it.each(asked)('$name, Instant, by GET', async ({ name, path, parameters = {}, show }) => {
    const query = new URLSearchParams(filled(parameters)).toString();
    const reply = await app.call('GET', query === '' ? path : `${path}?${query}`);
    const exchange = { row: `GET ${path}`, name, path, ...(show === undefined ? {} : { show }) };
    await expect(toGolden(exchange, reply)).toMatchFileSnapshot(`golden/${name}.golden.json`);
  });

  it.each(asked)('$name, Server, by POST', async ({ path, parameters = {} }) => {
    const instant = await app.call('GET', `${path}?${new URLSearchParams(filled(parameters)).toString()}`);
    const server = await app.call('POST', path, { body: { cluster_name: 'east', ...filled(parameters) } });
    expect(server).toMatchObject({ status: 200, json: { code: 200, data: { cluster_name: 'east' } } });
    const keys = (json: unknown) => Object.keys((json as { data: object }).data).sort();
    expect(keys(server.json).filter((key) => key !== 'cluster_name')).toEqual(keys(instant.json));
  });

  it('show every row', () => {
    const shown = new Set(['POST /k8s/batch', ...asked.flatMap(({ path }) => [`GET ${path}`, `POST ${path}`])]);
    const rows = describeRoutes()
      .filter(({ dialect, path }) => dialect === 'cloudpilot' && !path.startsWith('/k8s/cluster/'))
      .map(({ method, path }) => `${method} ${path}`);
    expect(rows.filter((row) => !shown.has(row))).toEqual([]);
  });
});

interface Failure {
  path: string;
  status: number;
  type: string;
  details: string;
}

describe('bad input to contract 002', () => {
  it.each<Failure>([
    {
      path: '/k8s/resources/pods/detail?namespace=shop',
      status: 400,
      type: 'ValidationError',
      details: 'pod_name is required',
    },
    {
      path: '/k8s/resources/pods/detail?pod_name=x',
      status: 400,
      type: 'ValidationError',
      details: 'namespace is required',
    },
    {
      path: '/k8s/resources/pods/detail?namespace=&pod_name=x',
      status: 400,
      type: 'ValidationError',
      details: 'namespace is required',
    },
    {
      path: '/k8s/resources/pods/detail?namespace=shop&pod_name=x',
      status: 404,
      type: 'NotFound',
      details: 'pods "x" not found',
    },
    {
      path: '/k8s/resources/pods/detail?namespace=nope&pod_name=x',
      status: 404,
      type: 'NotFound',
      details: 'namespaces "nope" not found',
    },
    {
      path: '/k8s/overview/cluster?cluster_name=nowhere',
      status: 404,
      type: 'ClusterNotFound',
      details: 'cluster "nowhere" not found',
    },
    {
      path: '/k8s/overview/cluster?force_refresh=perhaps',
      status: 400,
      type: 'ValidationError',
      details: 'force_refresh must be true or false',
    },
    {
      path: '/k8s/resources/logs/pod?namespace=shop&pod_name=x&lines=-1',
      status: 400,
      type: 'ValidationError',
      details: 'lines must be a whole number from 1 to 10000',
    },
    {
      path: '/k8s/resources/logs/pod?namespace=shop&pod_name=x&lines=1000000000',
      status: 400,
      type: 'ValidationError',
      details: 'lines must be a whole number from 1 to 10000',
    },
    {
      path: '/k8s/resources/logs/pod?namespace=shop&pod_name=x&since_seconds=soon',
      status: 400,
      type: 'ValidationError',
      details: 'since_seconds must be a whole number from 1 to 2147483647',
    },
    {
      path: '/k8s/resources/pods/list?page_size=501',
      status: 400,
      type: 'ValidationError',
      details: 'page_size must be a whole number from 1 to 500',
    },
    {
      path: '/istio/workloads/istiod/detail?namespace=shop',
      status: 404,
      type: 'NotFound',
      details: 'deployments.apps "istiod" not found',
    },
    {
      path: '/istio/workloads/gateway/logs?namespace=shop',
      status: 404,
      type: 'NotFound',
      details: 'deployments.apps "istio-ingressgateway" not found',
    },
    {
      path: '/api/istio/virtualservice/detail?namespace=shop&virtualservice_name=x',
      status: 404,
      type: 'NotFound',
      details: 'virtualservices.networking.istio.io "x" not found',
    },
  ])('$path', async ({ path, status, type, details }) => {
    const { json, ...reply } = await app.call('GET', path);
    expect({ status: reply.status, json }).toEqual({
      status,
      json: { code: status, message: expect.any(String), data: { error_type: type, details } },
    });
  });

  it('is refused by POST too', async () => {
    const scale = (replicas: unknown) =>
      app.call('POST', '/k8s/resources/deployments/scaling', {
        body: { namespace: 'shop', deployment_name: 'catalog-v1', replicas },
      });
    for (const replicas of [-1, 1.5, '2.5', null])
      expect(await scale(replicas)).toMatchObject({ status: 400, json: { data: { error_type: 'ValidationError' } } });
    expect(await app.call('POST', '/k8s/overview/cluster', { body: [] })).toMatchObject({ status: 400 });
  });
});

describe('batch', () => {
  const batch = (requests: unknown, as?: string | null) =>
    app.call('POST', '/k8s/batch', { body: { requests }, ...(as === undefined ? {} : { as }) });

  it('answers each request as it would have been answered alone', async () => {
    const requests = [
      { path: '/k8s/resources/pods/list', params: { namespace: 'shop', page: 1, page_size: 1 } },
      { path: '/api/istio/gateway/list', method: 'POST', params: { cluster_name: 'east' } },
      { path: '/k8s/resources/pods/detail', params: { namespace: 'shop', pod_name: 'none' } },
    ];
    const { json, status } = await batch(requests);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      code: 200,
      data: {
        count: 3,
        responses: [
          { path: '/k8s/resources/pods/list', status: 200, code: 200, data: { count: 1, pagination: { page: 1 } } },
          { path: '/api/istio/gateway/list', status: 200, code: 200, data: { cluster_name: 'east', count: 2 } },
          { status: 404, code: 404, data: { error_type: 'NotFound', details: 'pods "none" not found' } },
        ],
      },
    });
  });

  it('gives nobody more than they have', async () => {
    const ben = await app.signInAs('ben', 'viewer');
    const scale = {
      path: '/k8s/resources/deployments/scaling',
      method: 'POST',
      params: { namespace: 'shop', deployment_name: 'cart-v1', replicas: 0 },
    };
    expect((await batch([scale], ben)).json).toMatchObject({ data: { responses: [{ status: 403, code: 403 }] } });
    expect((await batch([scale], null)).status).toBe(401);
  });

  it.each([
    ['requests', undefined, 'requests must be a list of requests'],
    [
      'too many',
      Array.from({ length: 21 }, () => ({ path: '/k8s/cluster/list' })),
      /^requests must not have more than 20 items/,
    ],
    ['a batch', [{ path: '/k8s/batch' }], /^requests\[0\]\.path must be the path of an endpoint/],
    ['elsewhere', [{ path: '/api/v1/kubernetes/pods' }], /^requests\[0\]\.path must be the path of an endpoint/],
    ['upwards', [{ path: '/k8s/../api/console/v1/users' }], /^requests\[0\]\.path must be the path of an endpoint/],
  ])('refuses %s', async (_what, requests, details) => {
    const { json, status } = await batch(requests);
    expect(status).toBe(400);
    expect(json).toMatchObject({ data: { error_type: 'ValidationError', details: expect.stringMatching(details) } });
  });
});

describe('deployments/scaling', () => {
  it('scales with replicas, as the document says, and lists what was scaled without', async () => {
    const path = '/k8s/resources/deployments/scaling';
    const body = { cluster_name: 'east', namespace: 'shop', deployment_name: 'storefront-v1' };
    expect((await app.call('POST', path, { body: { ...body, replicas: 3 } })).json).toEqual({
      code: 200,
      message: '操作成功',
      data: { ...body, previous_replicas: 2, replicas: 3 },
    });
    await expect
      .poll(
        async () => {
          const { json } = await app.call('POST', path, { body });
          return (json as { data: { scaling_events: { message: string }[] } }).data.scaling_events.map(
            ({ message }) => message,
          );
        },
        { timeout: 30_000 },
      )
      .toContainEqual(expect.stringMatching(/^Scaled up replica set storefront-v1-\w+ from 2 to 3$/));
  });

  it('needs the right to scale, and none but to read for the list', async () => {
    const vera = await app.signInAs('vera', 'viewer');
    const path = '/k8s/resources/deployments/scaling';
    const body = { namespace: 'shop', deployment_name: 'cart-v1' };
    expect((await app.call('POST', path, { body, as: vera })).status).toBe(200);
    expect(await app.call('POST', path, { body: { ...body, replicas: 0 }, as: vera })).toMatchObject({
      status: 403,
      json: { code: 403, data: { error_type: 'PermissionDenied' } },
    });
  });
});

it('the console draws the same mesh: gateways, shares, rules, proxies by version, each with what is wrong', async () => {
  const { status, json } = await app.call('GET', '/api/console/v1/clusters/1/mesh');
  expect(status).toBe(200);
  const mesh = json as MeshReply;
  expect(mesh.components.map(({ role }) => role).sort()).toEqual(['gateway', 'istiod']);
  expect(mesh.missing).toEqual([]);
  const split = mesh.virtual_services.find(({ routes }) => routes.some(({ destinations }) => destinations.length > 1));
  const shares = split?.routes.find(({ destinations }) => destinations.length > 1)?.destinations ?? [];
  expect(shares.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
  const wrong = [...mesh.gateways, ...mesh.virtual_services, ...mesh.destination_rules].filter(
    ({ findings }) => findings.length > 0,
  );
  expect(wrong.length).toBeGreaterThan(3);
  for (const { score } of wrong) expect(score).toBeLessThan(100);
  expect(mesh.proxies.length).toBeGreaterThan(1);
  expect(mesh.destination_rules.some(({ subsets }) => subsets.length > 0)).toBe(true);
});

it('the mesh of the console shows a caller of one namespace that one only', async () => {
  await app.call('POST', '/api/console/v1/users', { body: { username: 'mia', password, temporary: false } });
  const binding = { role: 'viewer', subject: { kind: 'user', name: 'mia' }, namespaces: ['default'] };
  expect((await app.call('POST', '/api/console/v1/bindings', { body: binding })).status).toBe(201);
  const login = { body: { username: 'mia', password }, as: null };
  const { token } = (await app.call('POST', '/api/console/v1/auth/login', login)).json as { token: string };
  const { status, json } = await app.call('GET', '/api/console/v1/clusters/1/mesh', { as: token });
  expect(status).toBe(200);
  const { components, gateways, virtual_services, destination_rules, proxies } = json as MeshReply;
  expect([components, gateways, virtual_services, destination_rules, proxies].flat()).toEqual([]);
});
