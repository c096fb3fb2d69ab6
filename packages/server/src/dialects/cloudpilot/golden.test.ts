import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRoutes } from '../../http/routes.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { toGolden, type Exchange } from '../../testing/golden.ts';
import { eventually } from '../../testing/shop.ts';

/** Stand for the test cluster's own. */
const server = '<api_server>';
const token = '<token>';
const ca = '<ca_data>';

const add = { row: 'POST /k8s/cluster/add', method: 'POST', path: '/k8s/cluster/add' };
const production = {
  name: 'production-cluster',
  api_server: server,
  token,
  description: '生产环境集群',
  ca_data: ca,
};

const areHealthy = (app: TestApp): Promise<void> =>
  eventually(async () => {
    const { json } = await app.call('GET', '/k8s/cluster/list');
    return (json as { data: { clusters: { status: string }[] } }).data.clusters.every(
      ({ status }) => status === 'healthy',
    );
  });

/** In order: later ones see what earlier ones changed. */
const exchanges: (Exchange & { after?: (app: TestApp) => Promise<void> })[] = [
  { ...add, name: 'cluster-add', body: production },
  { ...add, name: 'cluster-add-taken', body: production },
  {
    ...add,
    name: 'cluster-add-skip-verify',
    body: { name: 'careless', api_server: server, token, insecure_skip_tls_verify: true },
  },
  { ...add, name: 'cluster-add-no-token', body: { name: 'x', api_server: server } },
  { ...add, name: 'cluster-add-no-address', body: { name: 'x', api_server: 'somewhere', token } },
  { ...add, name: 'cluster-add-unreachable', body: { name: 'x', api_server: 'https://127.0.0.1:1', token } },
  { ...add, name: 'cluster-add-untrusted', body: { name: 'x', api_server: server, token }, show: withoutReason },
  { ...add, name: 'cluster-add-flag', body: { name: 'x', api_server: server, token, insecure_skip_tls_verify: 'no' } },
  { ...add, name: 'cluster-add-nobody', body: production, as: null },
  { row: 'GET /k8s/cluster/list', name: 'cluster-list', path: '/k8s/cluster/list', after: areHealthy },
  { row: 'POST /k8s/cluster/list', name: 'cluster-list-post', method: 'POST', path: '/k8s/cluster/list', body: {} },
  { row: 'GET /k8s/cluster/info', name: 'cluster-info', path: '/k8s/cluster/info?cluster_name=production-cluster' },
  { row: 'GET /k8s/cluster/info', name: 'cluster-info-instant', path: '/k8s/cluster/info' },
  { row: 'GET /k8s/cluster/info', name: 'cluster-info-unknown', path: '/k8s/cluster/info?cluster_name=nowhere' },
  {
    row: 'POST /k8s/cluster/info',
    name: 'cluster-info-post',
    method: 'POST',
    path: '/k8s/cluster/info',
    body: { cluster_name: 'east' },
  },
];

/** How OpenSSL puts it differs from version to version. */
function withoutReason(json: unknown) {
  const { code, message, data } = json as {
    code: number;
    message: string;
    data: { error_type: string; details: string };
  };
  return { code, message, data: { ...data, details: data.details.replace(/not trusted.*/, 'not trusted…') } };
}

describe('golden exchanges of contract 002', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it.each(exchanges)('$name', async (exchange) => {
    const { method = 'GET', path, body, as, after } = exchange;
    await after?.(app);
    const find = (pattern: RegExp) => pattern.exec(app.kubeconfig())![1]!;
    const sent =
      body === undefined
        ? undefined
        : JSON.parse(
            JSON.stringify(body)
              .replace(server, find(/server: (\S+)/))
              .replace(token, find(/token: (\S+)/))
              .replace(ca, find(/certificate-authority-data: (\S+)/)),
          );
    const reply = await app.call(method, path, { body: sent, ...(as === undefined ? {} : { as }) });
    await expect(toGolden(exchange, reply)).toMatchFileSnapshot(`golden/${exchange.name}.golden.json`);
  });

  it('show every row', () => {
    const rows = describeRoutes().filter(
      ({ dialect, path }) => dialect === 'cloudpilot' && path.startsWith('/k8s/cluster/'),
    );
    const shown = new Set(exchanges.map(({ row }) => row));
    expect(rows.map(({ method, path }) => `${method} ${path}`).filter((row) => !shown.has(row))).toEqual([]);
  });

  it('answer unknown paths, wrong methods and broken bodies below every prefix', async () => {
    for (const path of ['/k8s/nothing', '/istio/nothing', '/api/istio/nothing']) {
      expect(await app.call('GET', path)).toMatchObject({
        status: 404,
        json: { code: 404, message: '资源不存在', data: { error_type: 'NotFound' } },
      });
    }
    expect((await app.call('GET', '/k8s/cluster/add')).json).toMatchObject({ code: 405 });
    expect((await app.call('POST', '/k8s/cluster/add', { body: '{' })).json).toMatchObject({
      code: 400,
      message: '请求参数错误',
      data: { error_type: 'ValidationError' },
    });
  });
});
