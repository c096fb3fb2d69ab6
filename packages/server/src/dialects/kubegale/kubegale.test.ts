import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentKind, podKind, type UnstructuredObject } from '@binnacle/kube/api';
import { startTestApp, type CallOptions, type TestApp } from '../../testing/app.ts';
import { eventually, fillShop } from '../../testing/shop.ts';

const base = '/api/v1/kubernetes';
const shop = 'cluster_id=1&namespace=shop';

interface Envelope {
  code: number;
  msg: string;
  data: { items: UnstructuredObject[]; total: number; page: number; pageSize: number } & Record<string, unknown>;
}

const withoutManagedFields = (object: UnstructuredObject): UnstructuredObject => {
  const { managedFields: _dropped, ...metadata } = object.metadata;
  return { ...object, metadata };
};

describe('contract 001', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterAll(() => app.close());

  const call = async (method: string, path: string, options?: CallOptions) => {
    const { status, json } = await app.call(method, `${base}${path}`, options);
    return { status, ...(json as Envelope) };
  };
  const names = async (query: string) =>
    (await call('GET', `/pods?${query}`)).data.items.map(({ metadata }) => metadata.name);

  it('answers objects as the API server has them, without managedFields', async () => {
    // Its status goes on changing for a moment: all three are looked at until they agree.
    await eventually(async () => {
      const real = withoutManagedFields(await app.direct.get(deploymentKind, { namespace: 'shop', name: 'cart' }));
      const { data: one } = await call('GET', `/deployments/cart?${shop}`);
      const { data: page } = await call('GET', `/deployments?${shop}`);
      return JSON.stringify([one, page.items]) === JSON.stringify([real, [real]]);
    });
  });

  it('filters by keyword, label and field selector, sorts and pages', async () => {
    expect(await names(`${shop}&keyword=SOL`)).toEqual(['solo']);
    expect(await names(`${shop}&labelSelector=${encodeURIComponent('app in (solo,quiet)')}`)).toEqual([
      'quiet',
      'solo',
    ]);
    expect(
      await names(`${shop}&fieldSelector=${encodeURIComponent('metadata.name!=solo,spec.schedulerName=nobody')}`),
    ).toEqual(['quiet']);
    expect(await names(`${shop}&labelSelector=${encodeURIComponent('app!=cart')}&sortBy=name&order=desc`)).toEqual([
      'solo',
      'quiet',
    ]);
    const labelSelector = encodeURIComponent('app!=cart');
    const second = await call('GET', `/pods?${shop}&labelSelector=${labelSelector}&page=2&pageSize=1`);
    expect(second.data).toMatchObject({ total: 2, page: 2, pageSize: 1 });
    expect(second.data.items.map(({ metadata }) => metadata.name)).toEqual(['solo']);
  });

  it.each([
    ['/pods?page=0', 400, 1001, 'page must be 1 or more'],
    ['/pods?page=one', 400, 1001, 'page must be a whole number'],
    ['/pods?page=1.5', 400, 1001, 'page must be a whole number'],
    ['/pods?pageSize=0', 400, 1001, 'pageSize must be from 1 to 20000'],
    ['/pods?pageSize=20001', 400, 1001, 'pageSize must be from 1 to 20000'],
    ['/pods?page=1&page=2', 400, 1001, 'page is given more than once'],
    ['/pods?page=9007199254740991&pageSize=20000', 400, 1001, 'page is too large'],
    ['/pods?order=up', 400, 1001, 'order must be asc or desc'],
    ['/pods?cluster_id=77', 404, 1002, 'cluster "77" not found'],
    ['/pods?cluster_id=west', 404, 1002, 'cluster "west" not found'],
    ['/pods/solo', 400, 1001, 'namespace is required'],
    ['/pods/solo?namespace=', 400, 1001, 'namespace is required'],
    ['/pods/solo?namespace=nowhere', 404, 1003, 'namespaces "nowhere" not found'],
    [
      `/pods/solo/logs?${shop}&container=nobody`,
      404,
      1004,
      'container "nobody" not found in pod "solo", which has main',
    ],
    [`/pods/solo/logs?${shop}&tail_lines=-1`, 400, 1001, 'tail_lines must be 0 or more'],
    [`/pods/solo/logs?${shop}&follow=yes`, 400, 1001, 'follow must be true or false'],
    ['/pods?labelSelector=a%3D%3D%3D', 400, 1001, expect.stringContaining('labelSelector')],
    ['/pods?fieldSelector=status', 400, 1001, expect.stringContaining('fieldSelector')],
    ['/pods?sortBy=colour', 400, 1001, expect.stringContaining('sortBy')],
    ['/wombats', 404, 1004, 'the server could not find the requested resource'],
    ['/%zz', 400, 1001, 'the address has a bad percent sign'],
  ])('GET %s is %i %i', async (path, ...[status, code, msg]) => {
    expect(await call('GET', path)).toEqual({ status, code, data: null, msg });
  });

  it.each([
    [{ replicas: '3' }, 'replicas must be a whole number'],
    [{ replicas: -1 }, 'replicas must be a whole number, 0 or more'],
    [{ replicas: 1.5 }, 'replicas must be a whole number, 0 or more'],
    [{ replicas: null }, 'replicas must be a whole number'],
    [{}, 'replicas is required'],
    [{ replicas: 1, namespace: 7 }, 'namespace must be a text'],
    [{ replicas: 1, cluster_id: true }, 'cluster_id must be a whole number or a name'],
    [{ replicas: 1, cluster_id: 1.5 }, 'cluster_id must be a whole number or a name'],
  ])('scaling with %j is 1001', async (body, msg) => {
    const answer = await call('POST', '/deployments/cart/scale', {
      body: { cluster_id: 1, namespace: 'shop', ...body },
    });
    expect(answer).toEqual({ status: 400, code: 1001, data: null, msg });
  });

  it('scales, and tolerates fields it does not know', async () => {
    const body = { cluster_id: 'east', namespace: 'shop', replicas: 2, comment: 'more' };
    expect(await call('POST', '/deployments/cart/scale', { body })).toMatchObject({
      status: 200,
      code: 0,
      data: { replicas: 2 },
    });
    const { spec } = await app.direct.get(deploymentKind, { namespace: 'shop', name: 'cart' });
    expect(spec).toMatchObject({ replicas: 2 });
  });

  it('restarts a Deployment as kubectl does', async () => {
    const { status, data } = await call('POST', '/deployments/cart/restart', { body: { namespace: 'shop' } });
    expect(status).toBe(200);
    const { spec } = await app.direct.get(deploymentKind, { namespace: 'shop', name: 'cart' });
    expect(spec).toMatchObject({
      template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': data['restarted_at'] } } },
    });
  });

  it('restarts a Pod that has an owner by deleting it', async () => {
    await eventually(async () => (await names(`${shop}&labelSelector=app%3Dcart`)).length > 0);
    const [name = ''] = await names(`${shop}&labelSelector=app%3Dcart`);
    const answer = await call('POST', `/pods/${name}/restart`, { body: { namespace: 'shop' } });
    expect(answer).toMatchObject({ code: 0, data: { controller: { kind: 'ReplicaSet' } } });
    await eventually(async () => {
      const list = await app.direct.list(podKind, { namespace: 'shop', fieldSelector: `metadata.name=${name}` });
      return list.items.length === 0 || list.items[0]?.metadata.deletionTimestamp !== undefined;
    });
  });

  it('follows a log as plain text until the caller leaves', async () => {
    const leave = new AbortController();
    const response = await fetch(`${app.url}${base}/pods/solo/logs?${shop}&follow=true`, {
      headers: { authorization: `Bearer ${app.token}` },
      signal: leave.signal,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(value!.length).toBeGreaterThan(0);
    leave.abort();
    await eventually(() => app.log().some((line) => line['op'] === 'pods.logs' && line['msg'] === 'request'));
    // Another log can be read: nothing is stuck behind the one that was left.
    expect((await call('GET', `/pods/solo/logs?${shop}&tail_lines=1`)).data['logs']).toMatch(/\n$/);
  });
});
