import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimCaller } from './sim-caller.ts';
import type { Answer, CallOptions, SimCaller } from './sim-caller.ts';
import { openSim, startSim } from './start-sim.ts';
import type { Sim } from './types.ts';

let sim: Sim;
let caller: SimCaller;

beforeAll(async () => {
  sim = await startSim({ scenario: 'empty' });
  caller = createSimCaller(sim);
});
afterAll(async () => {
  caller.close();
  await sim.close();
});

const call = (method: string, path: string, options?: CallOptions): Promise<Answer> =>
  caller.call(method, path, options);
const status = ({ code, json }: Answer) => [code, json.reason, json.message];
const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const configmap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const deployment = (name: string, replicas = 0) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } },
  },
});

describe('a cluster whose past is not lived yet', () => {
  it('says that it is ready, and answers what it was asked once it is live', async () => {
    const { live, ...opened } = await openSim({ scenario: 'empty' });
    const early = createSimCaller(opened);
    try {
      expect((await early.call('GET', '/readyz')).text).toBe('ok');
      const asked = early.call('GET', '/api/v1/namespaces/default');
      await live();
      expect((await asked).code).toBe(200);
    } finally {
      early.close();
      await opened.close();
    }
  });
});

describe('who may do what', () => {
  it('answers 401 to strangers and 403 to those without rights', async () => {
    expect(status(await call('GET', '/api', { user: 'nobody' }))).toEqual([401, 'Unauthorized', 'Unauthorized']);
    expect(status(await call('GET', '/api/v1/namespaces/default/pods', { user: 'viewer' }))).toEqual([
      403,
      'Forbidden',
      'pods is forbidden: User "viewer" cannot list resource "pods" in API group "" in the namespace "default"',
    ]);
    expect(status(await call('GET', '/metrics', { user: 'viewer' }))).toEqual([
      403,
      'Forbidden',
      'forbidden: User "viewer" cannot get path "/metrics"',
    ]);
    expect((await call('GET', '/version', { user: 'viewer' })).json.gitVersion).toBe('v1.34.4+binnacle-sim');
  });

  it('answers reviews, impersonates whom it may, and trusts its own service account tokens', async () => {
    const review = { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    expect((await call('POST', path, { body: review })).json.status).toEqual({ allowed: true });
    expect((await call('POST', path, { body: review, user: 'viewer' })).json.status).toEqual({ allowed: false });
    const who = await call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      body: {},
      headers: { 'impersonate-user': 'jane', 'impersonate-group': 'dev' },
    });
    expect(who.json.status).toEqual({ userInfo: { username: 'jane', groups: ['dev', 'system:authenticated'] } });
    expect(status(await call('GET', '/api', { user: 'viewer', headers: { 'impersonate-user': 'jane' } }))).toEqual([
      403,
      'Forbidden',
      'users "jane" is forbidden: User "viewer" cannot impersonate resource "users" in API group "" at the cluster scope',
    ]);
    await call('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { metadata: { name: 'robot' } } });
    const granted = await call('POST', '/api/v1/namespaces/default/serviceaccounts/robot/token', {
      body: { spec: {} },
    });
    const { token } = granted.json.status as { token: string };
    const answer = await call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      body: {},
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.json.status).toMatchObject({ userInfo: { username: 'system:serviceaccount:default:robot' } });
    expect((await call('GET', '/api', { headers: { authorization: `Bearer ${token}x` } })).code).toBe(401);
  });
});

describe('what is served', () => {
  it('tells itself in both forms of discovery and in OpenAPI', async () => {
    const legacy = (await call('GET', '/apis/apps/v1')).json.resources as { name: string }[];
    expect(legacy.map(({ name }) => name)).toContain('deployments/scale');
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const aggregated = await call('GET', '/apis', { accept });
    expect(aggregated.headers['content-type']).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    );
    const index = (await call('GET', '/openapi/v3')).json.paths as Record<string, { serverRelativeURL: string }>;
    const document = (await call('GET', index['apis/apps/v1']!.serverRelativeURL)).json;
    expect(Object.keys(document.paths as object)).toContain('/apis/apps/v1/namespaces/{namespace}/deployments/{name}');
    expect((await call('GET', '/openapi/v2')).json.swagger).toBe('2.0');
  });

  it('answers 404 and 405 where nothing is, and 501 where nothing is yet', async () => {
    expect(await call('GET', '/nope')).toMatchObject({ code: 404, text: '404 page not found\n' });
    const gone = [404, 'NotFound', 'the server could not find the requested resource'];
    expect(status(await call('GET', '/apis/apps/v1/namespaces/default/teapots'))).toEqual(gone);
    expect(status(await call('GET', '/api/v1/namespaces/a%2Fb/pods/c/d/e'))).toEqual(gone);
    expect(status(await call('PUT', DEPLOYMENTS, { body: {} }))).toEqual([
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
    ]);
    expect((await call('GET', '/api/v1/nodes/any/proxy/pods')).code).toBe(404);
    const { items } = (await call('GET', '/api/v1/nodes')).json as { items: { metadata: { name: string } }[] };
    expect(status(await call('GET', `/api/v1/nodes/${items[0]!.metadata.name}/proxy/pods`))).toEqual([
      501,
      'NotImplemented',
      "the simulated cluster's kubelets serve /metrics/cadvisor only, not /pods",
    ]);
  });

  it('answers tables, metadata only, and YAML when asked', async () => {
    await call('POST', DEPLOYMENTS, { body: deployment('shown') });
    const table = await call('GET', DEPLOYMENTS, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
    expect(table.json).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    const rows = table.json.rows as { cells: unknown[]; object: { kind: string } }[];
    expect(rows.map(({ cells }) => cells.slice(0, 4))).toContainEqual(['shown', '0/0', 0, 0]);
    expect(rows[0]!.object.kind).toBe('PartialObjectMetadata');
    const partial = await call('GET', `${DEPLOYMENTS}/shown`, {
      accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
    });
    expect(Object.keys(partial.json)).toEqual(['kind', 'apiVersion', 'metadata']);
    const yaml = await call('GET', `${DEPLOYMENTS}/shown`, { accept: 'application/yaml' });
    expect(yaml.text).toContain('kind: Deployment\napiVersion: apps/v1\n');
    expect(status(await call('GET', DEPLOYMENTS, { accept: 'application/xml' }))[0]).toBe(406);
  });
});

describe('bad input', () => {
  it.each([
    [
      'POST',
      CONFIGMAPS,
      '{"a"',
      400,
      `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input ({"a")`,
    ],
    [
      'POST',
      CONFIGMAPS,
      '',
      400,
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
    ],
    [
      'POST',
      CONFIGMAPS,
      '{"apiVersion":"v1","kind":"Pod"}',
      400,
      'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion',
    ],
    ['POST', '/api/v1/namespaces/nope/configmaps', '{"metadata":{"name":"x"}}', 404, 'namespaces "nope" not found'],
    [
      'POST',
      CONFIGMAPS,
      '{"metadata":{"name":"x","resourceVersion":"5"}}',
      500,
      'resourceVersion should not be set on objects to be created',
    ],
    [
      'POST',
      `${CONFIGMAPS}?fieldValidation=Strict`,
      '{"metadata":{"name":"x"},"foo":1,"data":{"a":"1","a":"2"}}',
      400,
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "foo", duplicate field "data.a"',
    ],
    ['GET', '/api/v1/pods?limit=abc', undefined, 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
    [
      'GET',
      '/api/v1/pods?labelSelector=a%20b%20c',
      undefined,
      400,
      "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
    ],
    ['GET', '/api/v1/pods?fieldSelector=spec.foo%3D1', undefined, 400, 'field label not supported: spec.foo'],
    [
      'GET',
      '/api/v1/configmaps?fieldSelector=data.x%3D1',
      undefined,
      400,
      '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [
      'GET',
      '/api/v1/pods?resourceVersion=abc',
      undefined,
      400,
      'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    [
      'GET',
      '/api/v1/pods?resourceVersionMatch=Exact',
      undefined,
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [
      'GET',
      '/api/v1/pods?watch=1&sendInitialEvents=true',
      undefined,
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ],
    [
      'DELETE',
      '/api/v1/namespaces/default',
      undefined,
      403,
      'namespaces "default" is forbidden: this namespace may not be deleted',
    ],
  ])('%s %s %j', async (...[method, path, body, code, message]) => {
    const answer = await call(method, path, body === undefined ? {} : { body });
    expect([answer.code, answer.json.kind, answer.json.message]).toEqual([code, 'Status', message]);
  });

  it('waits for no revision that is not there yet', async () => {
    const answer = await call('GET', '/api/v1/pods?resourceVersion=999999999');
    expect([answer.code, answer.headers['retry-after'], answer.json.reason]).toEqual([504, '1', 'Timeout']);
  });

  it('refuses bodies that are too large or of another type', async () => {
    const large = await call('POST', CONFIGMAPS, {
      body: JSON.stringify(configmap('x', { a: 'x'.repeat(3_200_000) })),
    });
    expect(status(large)).toEqual([413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728']);
    expect((await call('POST', CONFIGMAPS, { body: 'x', type: 'text/plain' })).code).toBe(415);
    expect((await call('GET', '/api/%zz')).text).toBe('400 Bad Request');
    expect((await call('GET', '/healthz')).text).toBe('ok');
  });

  it('warns of fields that it does not know unless told not to', async () => {
    const body = { ...configmap('warned'), foo: 1 };
    const warned = await call('POST', CONFIGMAPS, { body });
    expect([warned.code, warned.headers.warning]).toEqual([201, '299 - "unknown field \\"foo\\""']);
    const ignored = await call('PUT', `${CONFIGMAPS}/warned?fieldValidation=Ignore`, { body });
    expect([ignored.code, ignored.headers.warning]).toEqual([200, undefined]);
  });
});

describe('patches', () => {
  const JSON_PATCH = 'application/json-patch+json';
  const MERGE = 'application/merge-patch+json';
  const STRATEGIC = 'application/strategic-merge-patch+json';
  const APPLY = 'application/apply-patch+yaml';

  it('does all four kinds', async () => {
    await call('POST', DEPLOYMENTS, { body: deployment('patched') });
    const path = `${DEPLOYMENTS}/patched`;
    const patch = (body: unknown, type: string, query = '') => call('PATCH', `${path}${query}`, { body, type });
    expect((await patch([{ op: 'replace', path: '/spec/replicas', value: 1 }], JSON_PATCH)).json.spec).toMatchObject({
      replicas: 1,
    });
    expect((await patch({ metadata: { labels: { a: 'b' } } }, MERGE)).json.metadata).toMatchObject({
      labels: { a: 'b' },
    });
    const added = await patch(
      { spec: { template: { spec: { containers: [{ name: 'side', image: 'busybox:1' }] } } } },
      STRATEGIC,
    );
    const { template } = added.json.spec as { template: { spec: { containers: { name: string }[] } } };
    expect(template.spec.containers.map(({ name }) => name)).toEqual(['side', 'c']);
    const config = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'patched' }, spec: { replicas: 3 } };
    expect(status(await patch(config, APPLY))[0]).toBe(422);
    const clash = await patch(config, APPLY, '?fieldManager=me');
    expect([clash.code, clash.json.reason]).toEqual([409, 'Conflict']);
    const forced = await patch(config, APPLY, '?fieldManager=me&force=true');
    expect(forced.json.spec).toMatchObject({ replicas: 3 });
    const managers = (forced.json.metadata as { managedFields: { manager: string; operation: string }[] })
      .managedFields;
    expect(managers.find(({ manager }) => manager === 'me')?.operation).toBe('Apply');
    expect(status(await patch({}, 'text/plain'))).toEqual([415, 'UnsupportedMediaType', '415: Unsupported Media Type']);
    expect(status(await patch('{', MERGE))).toEqual([
      400,
      'BadRequest',
      'error decoding patch: unexpected end of JSON input',
    ]);
  });

  it('creates by apply, and changes nothing in a dry run', async () => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data: { a: '1' } };
    const dry = await call('PATCH', `${CONFIGMAPS}/applied?fieldManager=me&dryRun=All`, { body: config, type: APPLY });
    expect([dry.code, dry.json.data]).toEqual([201, { a: '1' }]);
    expect((await call('GET', `${CONFIGMAPS}/applied`)).code).toBe(404);
    expect((await call('PATCH', `${CONFIGMAPS}/applied?fieldManager=me`, { body: config, type: APPLY })).code).toBe(
      201,
    );
    const again = await call('PATCH', `${CONFIGMAPS}/applied?fieldManager=me`, { body: config, type: APPLY });
    const { resourceVersion } = again.json.metadata as { resourceVersion: string };
    const same = await call('PUT', `${CONFIGMAPS}/applied`, { body: config, headers: { 'user-agent': 'x/1' } });
    expect([again.code, (same.json.metadata as { resourceVersion: string }).resourceVersion]).toEqual([
      200,
      resourceVersion,
    ]);
  });
});

describe('scale', () => {
  it('reads and writes replicas under its own kind', async () => {
    await call('POST', DEPLOYMENTS, { body: deployment('scaled') });
    const path = `${DEPLOYMENTS}/scaled/scale`;
    const scaled = await call('PATCH', path, { body: { spec: { replicas: 2 } }, type: 'application/merge-patch+json' });
    expect(scaled.json).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', spec: { replicas: 2 } });
    expect(
      status(await call('PATCH', path, { body: { spec: { replicas: -1 } }, type: 'application/merge-patch+json' })),
    ).toEqual([
      422,
      'Invalid',
      'Scale.autoscaling "scaled" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ]);
    expect((await call('GET', `${DEPLOYMENTS}/scaled`)).json.spec).toMatchObject({ replicas: 2 });
  });
});

describe('lists and watches', () => {
  const names = (answer: Answer) =>
    (answer.json.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
  const metaOf = (answer: Answer) =>
    answer.json.metadata as { resourceVersion: string; continue?: string; remainingItemCount?: number };
  const PAGED = '/api/v1/namespaces/paged/configmaps';

  beforeAll(async () => {
    await call('POST', '/api/v1/namespaces', { body: { metadata: { name: 'paged' } } });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await call('POST', PAGED, { body: configmap(name) });
  });

  it('pages through one consistent state', async () => {
    const first = await call('GET', `${PAGED}?limit=2`);
    expect([names(first), metaOf(first).remainingItemCount]).toEqual([['a', 'b'], 4]);
    await call('POST', PAGED, { body: configmap('bb') });
    await call('DELETE', `${PAGED}/d`);
    const rest = await call('GET', `${PAGED}?limit=10&continue=${metaOf(first).continue ?? ''}`);
    expect([names(rest), metaOf(rest).resourceVersion, metaOf(rest).continue]).toEqual([
      ['c', 'd', 'e', 'kube-root-ca.crt'],
      metaOf(first).resourceVersion,
      undefined,
    ]);
    expect(names(await call('GET', `${PAGED}?labelSelector=none`))).toEqual([]);
    expect(names(await call('GET', `${PAGED}?fieldSelector=metadata.name%3Db`))).toEqual(['b']);
    const items = (await call('GET', PAGED)).json.items as Record<string, unknown>[];
    expect(Object.keys(items[0]!)).toEqual(['metadata']);
    expect(status(await call('GET', `${PAGED}?continue=nonsense`))[0]).toBe(400);
  });

  it('starts with what there is, marks the end, and follows', async () => {
    const path = `${PAGED}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&fieldSelector=metadata.name%3Da`;
    const frames = await caller.watch(
      path,
      (seen) => seen.length === 3,
      () => {
        void call('PUT', `${PAGED}/a`, { body: configmap('a', { x: '1' }) });
      },
    );
    expect(frames.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK', 'MODIFIED']);
    expect(frames[1]!.object).toMatchObject({
      kind: 'ConfigMap',
      metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
    });
    expect(frames[2]!.object.data).toEqual({ x: '1' });
  });

  it('resumes after a revision and shows an object leaving a selection as deleted', async () => {
    const { resourceVersion } = metaOf(await call('GET', PAGED));
    const label = (value: string) => ({ ...configmap('b'), metadata: { name: 'b', labels: { tier: value } } });
    await call('PUT', `${PAGED}/b`, { body: label('front') });
    await call('PUT', `${PAGED}/b`, { body: label('back') });
    const frames = await caller.watch(
      `${PAGED}?watch=1&labelSelector=tier%3Dfront&resourceVersion=${resourceVersion}`,
      (seen) => seen.length === 2,
    );
    expect(frames.map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['ADDED', 'b'],
      ['DELETED', 'b'],
    ]);
    expect(Number(frames[1]!.object.metadata.resourceVersion)).toBeGreaterThan(
      Number(frames[0]!.object.metadata.resourceVersion),
    );
  });

  it('ends in time, and many at once see the same', async () => {
    expect(
      await caller.watch(
        `${PAGED}?watch=1&resourceVersion=${metaOf(await call('GET', PAGED)).resourceVersion}&timeoutSeconds=1`,
      ),
    ).toEqual([]);
    const { resourceVersion } = metaOf(await call('GET', PAGED));
    const path = `${PAGED}?watch=1&resourceVersion=${resourceVersion}`;
    const watching = Array.from({ length: 40 }, () => caller.watch(path, (seen) => seen.length === 2));
    await call('POST', PAGED, { body: configmap('new') });
    await call('DELETE', `${PAGED}/new`);
    for (const frames of await Promise.all(watching))
      expect(frames.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
  });

  it('refuses a watch from an impossible revision', async () => {
    const answer = await call('GET', `${PAGED}?watch=1&resourceVersion=abc`);
    expect([answer.code, answer.json.message]).toEqual([
      500,
      'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
    ]);
  });
});
