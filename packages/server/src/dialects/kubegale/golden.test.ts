import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRoutes } from '../../http/routes.ts';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { toGolden, type Exchange } from '../../testing/golden.ts';
import { fillShop } from '../../testing/shop.ts';

const base = '/api/v1/kubernetes';
const shop = 'cluster_id=1&namespace=shop';
const kubeconfig = '<kubeconfig>';
/** Nothing listens on port 1. */
const nowhere = JSON.stringify({
  clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'u', user: { token: 't' } }],
  contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
});
const inShop = { cluster_id: 1, namespace: 'shop' };

/** In order: later ones see what earlier ones changed. */
const exchanges: Exchange[] = [
  { row: 'GET /clusters', name: 'clusters', path: '/clusters?page=1&pageSize=20&keyword=EAST' },
  { row: 'GET /clusters/:id', name: 'cluster', path: '/clusters/1' },
  { row: 'GET /clusters/:id', name: 'cluster-unknown', path: '/clusters/77' },
  { row: 'GET /clusters/:id/namespaces', name: 'cluster-namespaces', path: '/clusters/east/namespaces' },
  { row: 'GET /namespaces', name: 'namespaces', path: '/namespaces?cluster_id=1&keyword=SHO' },
  { row: 'GET /namespaces/:name', name: 'namespace', path: '/namespaces/shop?cluster_id=1' },
  { row: 'GET /namespaces/:name', name: 'namespace-unknown', path: '/namespaces/nowhere?cluster_id=1' },
  { row: 'GET /pods', name: 'pods', path: `/pods?${shop}&page=1&pageSize=1&labelSelector=app%3Dsolo` },
  { row: 'GET /pods', name: 'pods-beyond-the-end', path: `/pods?${shop}&page=9&labelSelector=app%3Dsolo` },
  { row: 'GET /pods', name: 'pods-unknown-namespace', path: '/pods?cluster_id=1&namespace=nowhere' },
  { row: 'GET /pods', name: 'pods-bad-page', path: `/pods?${shop}&page=0` },
  { row: 'GET /pods', name: 'pods-nobody', path: `/pods?${shop}`, as: null },
  { row: 'GET /pods/:name', name: 'pod', path: `/pods/solo?${shop}` },
  { row: 'GET /pods/:name', name: 'pod-unknown', path: `/pods/nobody?${shop}` },
  { row: 'GET /pods/:name/events', name: 'pod-events', path: `/pods/quiet/events?${shop}` },
  { row: 'GET /pods/:name/logs', name: 'pod-logs', path: `/pods/solo/logs?${shop}&tail_lines=0` },
  {
    row: 'POST /pods/:name/restart',
    name: 'pod-restart-bare',
    method: 'POST',
    path: '/pods/solo/restart',
    body: inShop,
  },
  { row: 'DELETE /pods/:name', name: 'pod-delete', method: 'DELETE', path: `/pods/quiet?${shop}` },
  { row: 'GET /deployments', name: 'deployments', path: `/deployments?${shop}` },
  { row: 'GET /deployments/:name', name: 'deployment', path: `/deployments/cart?${shop}` },
  {
    row: 'POST /deployments/:name/scale',
    name: 'deployment-scale',
    method: 'POST',
    path: '/deployments/cart/scale',
    body: { ...inShop, replicas: 2 },
  },
  {
    row: 'POST /deployments/:name/scale',
    name: 'deployment-scale-text',
    method: 'POST',
    path: '/deployments/cart/scale',
    body: { ...inShop, replicas: '3' },
  },
  {
    row: 'POST /deployments/:name/restart',
    name: 'deployment-restart',
    method: 'POST',
    path: '/deployments/cart/restart',
    body: inShop,
  },
  {
    row: 'DELETE /deployments/:name',
    name: 'deployment-delete',
    method: 'DELETE',
    path: '/deployments/cart',
    body: inShop,
  },
  {
    row: 'DELETE /deployments/:name',
    name: 'deployment-delete-unknown',
    method: 'DELETE',
    path: `/deployments/nobody?${shop}`,
  },
  {
    row: 'POST /clusters',
    name: 'cluster-create',
    method: 'POST',
    path: '/clusters',
    body: { name: 'new-cluster', description: '新集群', kubeconfig },
  },
  {
    row: 'POST /clusters',
    name: 'cluster-create-taken',
    method: 'POST',
    path: '/clusters',
    body: { name: 'new-cluster', kubeconfig },
  },
  {
    row: 'POST /clusters',
    name: 'cluster-create-not-yaml',
    method: 'POST',
    path: '/clusters',
    body: { name: 'x', kubeconfig: 'clusters: [' },
  },
  {
    row: 'POST /clusters',
    name: 'cluster-create-unreachable',
    method: 'POST',
    path: '/clusters',
    body: { name: 'x', kubeconfig: nowhere },
  },
  {
    row: 'PUT /clusters/:id',
    name: 'cluster-update',
    method: 'PUT',
    path: '/clusters/2',
    body: { name: 'renamed-cluster', description: '', kubeconfig: '<redacted>' },
  },
  {
    row: 'PUT /clusters/:id',
    name: 'cluster-update-unknown',
    method: 'PUT',
    path: '/clusters/77',
    body: { name: 'x' },
  },
  { row: 'DELETE /clusters/:id', name: 'cluster-delete', method: 'DELETE', path: '/clusters/renamed-cluster' },
  { row: 'DELETE /clusters/:id', name: 'cluster-delete-again', method: 'DELETE', path: '/clusters/2' },
];

describe('golden exchanges of contract 001', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterAll(() => app.close());

  it.each(exchanges)('$name', async (exchange) => {
    const { method = 'GET', path, body, as } = exchange;
    const sent =
      (body as { kubeconfig?: string } | undefined)?.kubeconfig === kubeconfig
        ? { ...(body as object), kubeconfig: app.kubeconfig() }
        : body;
    const reply = await app.call(method, `${base}${path}`, { body: sent, ...(as === undefined ? {} : { as }) });
    await expect(toGolden(exchange, reply)).toMatchFileSnapshot(`golden/${exchange.name}.golden.json`);
  });

  it('show every row', () => {
    const rows = describeRoutes().filter(({ dialect }) => dialect === 'kubegale');
    const shown = new Set(exchanges.map(({ row }) => row));
    expect(
      rows.map(({ method, path }) => `${method} ${path.slice(base.length)}`).filter((row) => !shown.has(row)),
    ).toEqual([]);
  });
});
