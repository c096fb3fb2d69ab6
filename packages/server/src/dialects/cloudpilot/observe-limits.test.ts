import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namespaceKind, podKind } from '@binnacle/kube/api';
import { startTestApp, type Reply, type TestApp } from '../../testing/app.ts';
import { eventually, fillShop } from '../../testing/shop.ts';

interface Listed {
  count: number;
  pods: { namespace: string; name: string }[];
  metadata: { source: string; age_seconds: number; missing?: { part: string; reason: string }[] };
  workloads: { pods: { total: number }; deployments: number };
  configs: { namespaces: number };
  nodes: unknown;
}
const dataOf = (reply: Reply): Listed => (reply.json as { data: Listed }).data;

describe('contract 002 on a cluster without Istio', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
    await app.direct.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } });
    await app.direct.create(podKind, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'elsewhere', namespace: 'other' },
      spec: { containers: [{ name: 'main', image: 'registry.example/shop:1.0' }] },
    } as never);
  });
  afterAll(() => app.close());

  it.each([
    '/api/istio/gateway/list',
    '/istio/components/virtualservice/list?namespace=shop',
    '/api/istio/destinationrule/detail?namespace=shop&destinationrule_name=x',
    '/istio/health/summary',
  ])('says that there is none: %s', async (path) => {
    expect(await app.call('GET', path)).toMatchObject({
      status: 404,
      json: {
        code: 404,
        message: '资源不存在',
        data: {
          error_type: 'IstioNotInstalled',
          details: expect.stringMatching(
            /^Istio is not installed in cluster "east": it serves no \w+\.networking\.istio\.io$/,
          ),
        },
      },
    });
  });

  it('shows what changed at once, and on demand asks the API server', async () => {
    const path = '/k8s/resources/pods/list?namespace=other';
    await eventually(async () => dataOf(await app.call('GET', path)).count === 1);
    expect(dataOf(await app.call('GET', path)).metadata).toMatchObject({ source: 'watch' });
    const forced = dataOf(await app.call('GET', `${path}&force_refresh=true`));
    expect(forced).toMatchObject({
      count: 1,
      pods: [{ name: 'elsewhere' }],
      metadata: { source: 'api', age_seconds: 0 },
    });
  });

  it('pages Pods, and says how many there are', async () => {
    const reply = await app.call('GET', '/k8s/resources/pods/list?namespace=shop&page=2&page_size=2');
    expect(dataOf(reply)).toMatchObject({
      count: 1,
      total_count: 3,
      pagination: { page: 2, page_size: 2, total_items: 3, total_pages: 2, has_next: false, has_prev: true },
    });
  });

  it('shows no more than a caller may see, and says what is left out', async () => {
    const console = '/api/console/v1';
    const rule = { clusters: ['*'], namespaces: ['other'], resources: ['*'], verbs: ['viewer'] };
    expect(
      (
        await app.call('POST', `${console}/roles`, {
          body: { name: 'other-viewer', description: '', rules: [rule] },
        })
      ).status,
    ).toBeLessThan(300);
    const limited = await app.signInAs('lim', 'other-viewer' as never);
    const all = dataOf(await app.call('GET', '/k8s/resources/pods/list'));
    expect(all.count).toBeGreaterThan(1);
    for (const force of ['false', 'true']) {
      const seen = dataOf(await app.call('GET', `/k8s/resources/pods/list?force_refresh=${force}`, { as: limited }));
      expect(seen.pods.map(({ name }) => name)).toEqual(['elsewhere']);
      const overview = dataOf(await app.call('GET', `/k8s/overview/cluster?force_refresh=${force}`, { as: limited }));
      expect(overview).toMatchObject({
        nodes: null,
        workloads: { pods: { total: 1 }, deployments: 0 },
        configs: { namespaces: 1 },
        metadata: {
          missing: [{ part: 'nodes', reason: 'nodes are shown to those who may see the whole cluster' }],
        },
      });
    }
    expect((await app.call('GET', '/k8s/resources/pods/list?namespace=shop', { as: limited })).status).toBe(403);
    expect((await app.call('GET', '/k8s/resources/nodes/list', { as: limited })).status).toBe(403);
  });

  it('answers 503 when the cluster cannot be reached and nothing young enough is known', async () => {
    app.link.cut();
    for (const path of [
      '/k8s/resources/services/detail?namespace=shop&service_name=cart',
      '/k8s/resources/nodes/detail?node_name=x',
    ])
      expect(await app.call('GET', path)).toMatchObject({
        status: 503,
        json: { code: 503, message: '服务不可用', data: { error_type: 'ServiceUnavailable' } },
      });
    expect((await app.call('GET', '/k8s/resources/pods/list?force_refresh=true')).status).toBe(503);
    // The watch has just been lost: what it held is still younger than the time to live.
    const kept = dataOf(await app.call('GET', '/k8s/resources/pods/list?namespace=other'));
    expect(kept).toMatchObject({ count: 1, metadata: { source: 'watch' } });
    app.link.mend();
  });
});

/** Source: contract 002, "使用示例": the paths are the document's own. */
describe("the document's own examples", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ demo: true, scenario: 'istio' });
    const find = (pattern: RegExp) => pattern.exec(app.kubeconfig())![1]!;
    const body = {
      name: 'prod-cluster',
      api_server: find(/server: (\S+)/),
      token: find(/token: (\S+)/),
      description: '生产环境集群',
      ca_data: find(/certificate-authority-data: (\S+)/),
    };
    expect(await app.call('POST', '/k8s/cluster/add', { body, as: null })).toMatchObject({ status: 200 });
    await app.direct.create(
      { group: 'networking.istio.io', version: 'v1', plural: 'virtualservices', namespaced: true },
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'my-vs', namespace: 'default' },
        spec: {
          hosts: ['catalog.shop.svc.cluster.local'],
          http: [{ route: [{ destination: { host: 'catalog.shop.svc.cluster.local' } }] }],
        },
      } as never,
    );
  }, 120_000);
  afterAll(() => app.close());

  it.each([
    '/k8s/overview/cluster?cluster_name=prod-cluster',
    '/istio/workloads/istiod/detail?cluster_name=prod-cluster',
    '/api/istio/gateway/list?cluster_name=prod-cluster',
    '/k8s/overview/cluster',
    '/k8s/resources/pods/list?namespace=default',
    '/api/istio/virtualservice/detail?namespace=default&virtualservice_name=my-vs',
    '/istio/health/summary',
  ])('%s', async (path) => {
    const reply = await app.call('GET', path, { as: null });
    expect(reply).toMatchObject({ status: 200, json: { code: 200, message: '操作成功', data: { metadata: {} } } });
    expect(dataOf(reply).metadata.missing).toBeUndefined();
  });
});
