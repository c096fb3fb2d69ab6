import type { Exchange } from '../../../testing/golden.ts';

const shop = 'cluster_id=1&namespace=shop';
const inShop = { cluster_id: 1, namespace: 'shop' };
const container = { name: 'main', image: 'registry.example.com/shop/cart:1.0' };
const labels = { app: 'golden-rows' };
const template = { metadata: { labels }, spec: { containers: [container] } };
/** With a selector of its own: the one that is made up would have to be sent back with an update. */
const jobSpec = {
  suspend: true,
  manualSelector: true,
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [container] } },
};
const jobTemplate = { spec: { restartPolicy: 'Never', containers: [container] } };

interface Action {
  plural: string;
  name: string;
}

const create = ({ plural, name }: Action, content: object): Exchange => ({
  row: `POST /${plural}`,
  name: `${plural}-create`,
  method: 'POST',
  path: `/${plural}`,
  body: { ...inShop, content: { metadata: { name, namespace: 'shop' }, ...content } },
});

const act = (action: string, { plural, name }: Action, body: object): Exchange => ({
  row: `POST /${plural}/:name/${action}`,
  name: `${plural}-${action}`,
  method: 'POST',
  path: `/${plural}/${name}/${action}`,
  body: { ...inShop, ...body },
});

/** A revision is named after a hash of its template, which says when it was restarted. */
const withoutHashes = (json: unknown): unknown => {
  const { data, ...envelope } = json as { data: { items: object[]; total: number } };
  return { ...envelope, data: { ...data, items: data.items.map((item) => ({ ...item, name: '<name>' })) } };
};

const revisions = ({ plural, name }: Action, count: number): Exchange => ({
  row: `GET /${plural}/:name/revisions`,
  name: `${plural}-revisions-${count}`,
  path: `/${plural}/${name}/revisions?${shop}`,
  until: ({ data }) => data?.total === count,
  show: withoutHashes,
});

/** Two revisions and a way back. */
const revised = (target: Action): Exchange[] => [
  revisions(target, 1),
  act('restart', target, {}),
  revisions(target, 2),
  act('rollback', target, { revision: 1 }),
];

/** All that a workload is not able to do, for kinds that are able to do none of it. */
const refused = (target: Action): Exchange[] => [
  act('scale', target, { replicas: 2 }),
  act('rollback', target, { revision: 0 }),
  act('restart', target, {}),
  {
    row: `GET /${target.plural}/:name/revisions`,
    name: `${target.plural}-revisions`,
    path: `/${target.plural}/${target.name}/revisions?${shop}`,
  },
];

const database = { plural: 'statefulsets', name: 'golden-db' };
const agent = { plural: 'daemonsets', name: 'golden-agent' };
const batch = { plural: 'jobs', name: 'golden-batch' };
const nightly = { plural: 'cronjobs', name: 'golden-nightly' };

/** What can be done with workloads of each kind, §2.2.6–§2.6, and with a Pod that has an owner. */
export const workloadExchanges: readonly Exchange[] = [
  create(database, { spec: { replicas: 0, serviceName: 'golden-db', selector: { matchLabels: labels }, template } }),
  ...revised(database),
  act('scale', database, { replicas: 1 }),
  {
    row: 'GET /pods/:name',
    name: 'pod-of-a-statefulset',
    path: `/pods/golden-db-0?${shop}`,
    until: ({ data }) => data?.status?.phase === 'Running',
  },
  { ...act('restart', { plural: 'pods', name: 'golden-db-0' }, {}), name: 'pod-restart' },
  // On no node: how many there are is another matter.
  create(agent, {
    spec: {
      selector: { matchLabels: labels },
      template: { ...template, spec: { ...template.spec, nodeSelector: { 'example.com/none': 'yes' } } },
    },
  }),
  ...revised(agent),
  act('scale', agent, { replicas: 2 }),
  create(batch, { spec: jobSpec }),
  {
    row: 'PUT /jobs/:name',
    name: 'jobs-update',
    method: 'PUT',
    path: `/jobs/${batch.name}`,
    body: {
      ...inShop,
      content: { metadata: { name: batch.name, labels: { 'example.com/seen': 'yes' } }, spec: jobSpec },
    },
  },
  ...refused(batch),
  create(nightly, { spec: { schedule: '0 3 * * *', suspend: true, jobTemplate: { spec: { template: jobTemplate } } } }),
  ...refused(nightly),
];

const node = 'golden-node';
const held = { app: 'held' };
const drainOf = (name: string, exchange: Partial<Exchange>): Exchange => ({
  row: `${exchange.method ?? 'GET'} /nodes/:name/drain`,
  name: `node-drain-${name}`,
  path: `/nodes/${node}/drain${exchange.method === 'POST' ? '' : '?cluster_id=1'}`,
  ...exchange,
});

/** How far a drain is when it is asked for is a matter of seconds. */
const withoutProgress = (json: unknown): unknown => {
  const { data, ...envelope } = json as { data: { pods: object[] } };
  const open = { state: '<state>', reason: '<reason>' };
  return {
    ...envelope,
    data: { ...data, state: '<state>', ended_at: '<time>', pods: data.pods.map((pod) => ({ ...pod, ...open })) },
  };
};

/** A node of its own: written, drained against a budget, given up, drained to the end, and removed; §7.3–§7.6. */
export const nodeExchanges: readonly Exchange[] = [
  {
    row: 'POST /resources/:group/:version/:plural',
    name: 'node-create',
    method: 'POST',
    path: '/resources/core/v1/nodes',
    body: { cluster_id: 1, content: { metadata: { name: node } } },
  },
  {
    row: 'PUT /nodes/:name',
    name: 'node-update',
    method: 'PUT',
    path: `/nodes/${node}`,
    body: {
      cluster_id: 1,
      content: { apiVersion: 'v1', kind: 'Node', metadata: { name: node, labels: { 'example.com/seen': 'yes' } } },
    },
  },
  {
    row: 'POST /pods',
    name: 'pod-create-held',
    method: 'POST',
    path: '/pods',
    body: {
      ...inShop,
      content: { metadata: { name: 'held', labels: held }, spec: { nodeName: node, containers: [container] } },
    },
  },
  {
    row: 'POST /poddisruptionbudgets',
    name: 'budget-create',
    method: 'POST',
    path: '/poddisruptionbudgets',
    body: {
      ...inShop,
      content: { metadata: { name: 'held' }, spec: { minAvailable: 1, selector: { matchLabels: held } } },
    },
  },
  {
    row: 'GET /poddisruptionbudgets/:name',
    name: 'budget-holds',
    path: `/poddisruptionbudgets/held?${shop}`,
    until: ({ data }) => data?.status?.currentHealthy === 1,
  },
  drainOf('refused', { method: 'POST', body: { cluster_id: 1 } }),
  drainOf('started', { method: 'POST', body: { cluster_id: 1, force: true }, show: withoutProgress }),
  drainOf('blocked', { until: ({ data }) => data?.pods?.[0]?.state === 'blocked' }),
  drainOf('again', { method: 'POST', body: { cluster_id: 1, force: true } }),
  drainOf('cancelled', { method: 'DELETE' }),
  {
    row: 'DELETE /poddisruptionbudgets/:name',
    name: 'budget-delete',
    method: 'DELETE',
    path: `/poddisruptionbudgets/held?${shop}`,
  },
  drainOf('started-again', {
    method: 'POST',
    body: { cluster_id: 1, force: true, grace_period_seconds: 0 },
    show: withoutProgress,
  }),
  drainOf('done', { until: ({ data }) => data?.state === 'done' }),
  { row: 'DELETE /nodes/:name', name: 'node-delete', method: 'DELETE', path: `/nodes/${node}?cluster_id=1` },
];
