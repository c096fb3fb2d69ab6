import type { Exchange } from '../../../testing/golden.ts';
import { clusterExchanges } from './clusters.ts';
import { containerExchanges } from './containers.ts';
import { nodeExchanges, workloadExchanges } from './workloads.ts';

const shop = 'cluster_id=1&namespace=shop';
const inShop = { cluster_id: 1, namespace: 'shop' };

/** What usage is at a moment is nobody's business here: names and types are. Of a list, its first item. */
const shapeOf = (json: unknown): unknown => {
  if (Array.isArray(json)) return json.slice(0, 1).map(shapeOf);
  if (typeof json !== 'object' || json === null) return `<${json === null ? 'null' : typeof json}>`;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, shapeOf(value)]));
};

const podShapeOf = (json: unknown): unknown => {
  const { data, ...envelope } = json as { data: { metrics: object[] } };
  return { ...envelope, data: { metrics: data.metrics.map((pod) => Object.keys(pod)) } };
};

/** A refusal is shown as it is. */
const shownAs =
  (shape: (json: unknown) => unknown) =>
  (json: unknown): unknown =>
    (json as { data: unknown }).data === null ? json : shape(json);

/** Of what `fillShop` makes. In order: later ones see what earlier ones changed. */
export const exchanges: readonly Exchange[] = [
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
  { row: 'GET /pods/:name/terminal', name: 'pod-terminal', path: `/pods/solo/terminal?${shop}` },
  { row: 'GET /pods/:name/terminal', name: 'pod-terminal-unknown', path: `/pods/nobody/terminal?${shop}` },
  { row: 'GET /nodes/:name/terminal', name: 'node-terminal', path: '/nodes/worker-1/terminal?cluster_id=1' },
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
    row: 'GET /deployments/:name/revisions',
    name: 'deployment-revisions',
    path: `/deployments/cart/revisions?${shop}`,
  },
  {
    row: 'POST /deployments/:name/rollback',
    name: 'deployment-rollback-none',
    method: 'POST',
    path: '/deployments/cart/rollback',
    body: { ...inShop, revision: 7 },
  },
  {
    row: 'POST /deployments/:name/rollback',
    name: 'deployment-rollback',
    method: 'POST',
    path: '/deployments/cart/rollback',
    body: { ...inShop, revision: 1 },
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
  ...clusterExchanges,
  ...['statefulsets', 'daemonsets', 'jobs', 'cronjobs'].flatMap((plural): Exchange[] => [
    {
      row: `GET /${plural}/:name/revisions`,
      name: `${plural}-revisions-unknown`,
      path: `/${plural}/nobody/revisions?${shop}`,
    },
    ...(['scale', 'rollback', 'restart'] as const).map((action) => ({
      row: `POST /${plural}/:name/${action}`,
      name: `${plural}-${action}-unknown`,
      method: 'POST',
      path: `/${plural}/nobody/${action}`,
      body: { ...inShop, replicas: 1, revision: 0 },
    })),
  ]),
  {
    row: 'POST /pods',
    name: 'pod-create',
    method: 'POST',
    path: '/pods',
    body: {
      cluster_id: 1,
      content:
        'apiVersion: v1\nkind: Pod\nmetadata: {name: once, namespace: shop}\nspec:\n  containers: [{name: main, image: busybox}]\n',
    },
  },
  {
    row: 'POST /pods',
    name: 'pod-create-broken-yaml',
    method: 'POST',
    path: '/pods',
    body: { ...inShop, content: 'apiVersion: v1\nkind: [Pod\n' },
  },
  {
    row: 'POST /pods',
    name: 'pod-create-invalid',
    method: 'POST',
    path: '/pods',
    body: { ...inShop, content: { metadata: { name: 'Capital' }, spec: { containers: [] } } },
  },
  {
    row: 'POST /namespaces',
    name: 'namespace-create',
    method: 'POST',
    path: '/namespaces',
    body: { cluster_id: 1, content: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new-namespace' } } },
  },
  {
    row: 'GET /namespaces/:name/resourcequotas',
    name: 'namespace-quotas',
    path: '/namespaces/shop/resourcequotas?cluster_id=1',
  },
  {
    row: 'GET /namespaces/:name/limitranges',
    name: 'namespace-limits',
    path: '/namespaces/shop/limitranges?cluster_id=1',
  },
  {
    row: 'GET /namespaces/:name/limitranges',
    name: 'namespace-limits-unknown',
    path: '/namespaces/nowhere/limitranges?cluster_id=1',
  },
  {
    row: 'DELETE /namespaces/:name',
    name: 'namespace-delete',
    method: 'DELETE',
    path: '/namespaces/new-namespace?cluster_id=1',
  },
  {
    row: 'POST /resources/:group/:version/:plural',
    name: 'any-create',
    method: 'POST',
    path: '/resources/core/v1/configmaps',
    body: { ...inShop, content: { metadata: { name: 'any' }, data: { a: '1' } } },
  },
  {
    row: 'GET /resources/:group/:version/:plural',
    name: 'any-list',
    path: `/resources/core/v1/configmaps?${shop}&keyword=any`,
    until: ({ data }) => data?.total === 1,
  },
  { row: 'GET /resources/:group/:version/:plural', name: 'any-unknown', path: '/resources/none.example.com/v1/boats' },
  {
    row: 'GET /resources/:group/:version/:plural/:name',
    name: 'any-get',
    path: `/resources/core/v1/configmaps/any?${shop}`,
  },
  {
    row: 'PUT /resources/:group/:version/:plural/:name',
    name: 'any-update-confirm',
    method: 'PUT',
    path: '/resources/core/v1/configmaps/any?confirm=required',
    body: { ...inShop, content: { data: { a: '2' } } },
  },
  {
    row: 'PUT /resources/:group/:version/:plural/:name',
    name: 'any-update',
    method: 'PUT',
    path: '/resources/core/v1/configmaps/any',
    body: { ...inShop, content: { data: { a: '2' } } },
  },
  {
    row: 'PATCH /resources/:group/:version/:plural/:name',
    name: 'any-apply',
    method: 'PATCH',
    path: '/resources/core/v1/configmaps/any',
    body: { ...inShop, content: { data: { c: '1' } }, field_manager: 'other' },
  },
  {
    row: 'PATCH /resources/:group/:version/:plural/:name',
    name: 'any-apply-conflict',
    method: 'PATCH',
    path: '/resources/core/v1/configmaps/any',
    body: { ...inShop, content: { data: { a: '3' } }, field_manager: 'other' },
  },
  {
    row: 'POST /resources/:group/:version/:plural/:name/diff',
    name: 'any-diff',
    method: 'POST',
    path: '/resources/core/v1/configmaps/any/diff',
    body: { ...inShop, content: { data: { b: '1' } } },
  },
  {
    row: 'DELETE /resources/:group/:version/:plural/:name',
    name: 'any-delete',
    method: 'DELETE',
    path: `/resources/core/v1/configmaps/any?${shop}`,
  },
  {
    row: 'POST /manifests/check',
    name: 'manifests-check',
    method: 'POST',
    path: '/manifests/check',
    body: { ...inShop, content: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: 1}\n' },
  },
  {
    row: 'GET /schemas/:group/:version/:kind',
    name: 'schema',
    path: '/schemas/core/v1/ConfigMap?cluster_id=1',
    show: (json) => (json as { data: { schema: unknown } }).data.schema,
  },
  ...['/metrics/cluster', '/metrics/nodes', '/nodes/metrics', '/metrics/pods', '/pods/metrics', '/metrics/stats'].map(
    (path): Exchange => ({
      row: `GET ${path}`,
      name: path.slice(1).replace('/', '-'),
      path: `${path}?cluster_id=1${path.includes('pods') ? '&namespace=shop&pod_name=solo' : ''}`,
      // Whether a Pod's usage is known yet is a matter of seconds.
      show: shownAs(path.includes('pods') ? podShapeOf : shapeOf),
    }),
  ),
  { row: 'GET /metrics/nodes', name: 'metrics-node-unknown', path: '/metrics/nodes?cluster_id=1&node_name=nobody' },
  { row: 'GET /metrics/stats', name: 'metrics-stats-range', path: '/metrics/stats?cluster_id=1&time_range=2d' },
  {
    row: 'GET /pods/:name/logs/download',
    name: 'pod-logs-download-unknown',
    path: `/pods/nobody/logs/download?${shop}`,
  },
  { row: 'GET /logs/download', name: 'logs-download-whose', path: `/logs/download?${shop}` },
  { row: 'GET /pods/:name/files', name: 'files-unknown', path: `/pods/solo/files?${shop}&path=/nowhere` },
  {
    row: 'PUT /pods/:name/files',
    name: 'file-upload-json',
    method: 'PUT',
    body: { a: 1 },
    path: `/pods/solo/files?${shop}&path=/tmp/x`,
  },
  {
    row: 'DELETE /pods/:name/files',
    name: 'file-delete-root',
    method: 'DELETE',
    path: `/pods/solo/files?${shop}&path=/`,
  },
  {
    row: 'POST /pods/:name/files/rename',
    name: 'file-rename-nowhere',
    method: 'POST',
    path: `/pods/solo/files/rename?${shop}&path=/tmp/x`,
  },
  { row: 'GET /nodes', name: 'nodes', path: '/nodes?cluster_id=1&pageSize=1&sortBy=name' },
  { row: 'GET /nodes/:name', name: 'node', path: '/nodes/worker-1?cluster_id=1' },
  {
    row: 'PUT /nodes/:name',
    name: 'node-update-other-name',
    method: 'PUT',
    path: '/nodes/worker-1',
    body: { cluster_id: 1, content: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-2' } } },
  },
  {
    row: 'POST /nodes/:name/schedule',
    name: 'node-schedule',
    method: 'POST',
    path: '/nodes/worker-2/schedule',
    body: { cluster_id: 1, schedulable: false },
  },
  {
    row: 'POST /nodes/:name/schedule',
    name: 'node-schedule-number',
    method: 'POST',
    path: '/nodes/worker-2/schedule',
    body: { cluster_id: 1, schedulable: 1 },
  },
  {
    row: 'GET /nodes/:name/drain',
    name: 'node-drain-none',
    path: '/nodes/worker-2/drain?cluster_id=1',
  },
  {
    row: 'POST /nodes/:name/drain',
    name: 'node-drain-unknown',
    method: 'POST',
    path: '/nodes/nobody/drain',
    body: { cluster_id: 1 },
  },
  {
    row: 'DELETE /nodes/:name/drain',
    name: 'node-drain-cancel-none',
    method: 'DELETE',
    path: '/nodes/worker-2/drain?cluster_id=1',
  },
  { row: 'DELETE /nodes/:name', name: 'node-delete-unknown', method: 'DELETE', path: '/nodes/nobody?cluster_id=1' },
  {
    row: 'GET /events',
    name: 'events',
    path: `/events?${shop}&resource_type=Pod&resource_name=solo&type=Normal&pageSize=1`,
    show: (json) =>
      (json as { data: { items: { involvedObject: { kind: string; name: string } }[] } }).data.items.map(
        ({ involvedObject: { kind, name } }) => ({ kind, name }),
      ),
  },
  ...workloadExchanges,
  ...containerExchanges,
  ...nodeExchanges,
];

/** Rows that no cluster answers with what was asked for, and why. */
export const neverSucceeds: Readonly<Record<string, string>> = {
  'POST /daemonsets/:name/scale': 'it has as many Pods as there are nodes',
  'POST /jobs/:name/rollback': 'a Job keeps no revisions',
  'POST /jobs/:name/restart': 'a Job runs once',
  'GET /jobs/:name/revisions': 'a Job keeps no revisions',
  'POST /cronjobs/:name/scale': 'its Jobs have Pods, not it',
  'POST /cronjobs/:name/rollback': 'a CronJob keeps no revisions',
  'POST /cronjobs/:name/restart': 'it has nothing that runs',
  'GET /cronjobs/:name/revisions': 'a CronJob keeps no revisions',
};
