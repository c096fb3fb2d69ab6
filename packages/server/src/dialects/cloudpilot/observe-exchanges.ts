/** What golden exchanges of contract 002 ask of a simulated mesh: each read once by GET (Instant) and once by POST (Server). */
interface Asked {
  name: string;
  path: string;
  parameters?: Record<string, string>;
  /** The part of a long answer that is worth a file. */
  show?: (json: unknown) => unknown;
}

type Json = Record<string, unknown>;

/** Long lists are shown by their first item and their length. */
const shortened = (value: unknown): unknown =>
  Array.isArray(value) && value.length > 1 ? [value[0], `… ${value.length} in all`] : value;

/** The answer with some fields of its data changed. */
const withData =
  (change: (data: Json) => Json) =>
  (json: unknown): unknown => {
    const { data, ...envelope } = json as { data: Json };
    return { ...envelope, data: { ...data, ...change(data) } };
  };

const shorten = (...fields: string[]) =>
  withData((data) => Object.fromEntries(fields.map((field) => [field, shortened(data[field])])));

/** Which events there are depends on the moment: the fields are shown, not how many. */
const events = withData(({ events }) => ({
  events: (events as Json[]).length > 0 ? [Object.keys((events as Json[])[0]!)] : [],
  ...Object.fromEntries(
    ['summary', 'query_info', 'total_events', 'warning_events', 'error_events'].map((field) => [field, '<counted>']),
  ),
}));

const entries = withData(({ entries }) => ({
  entries: (entries as Json[]).length > 0 ? [Object.keys((entries as Json[])[0]!)] : [],
  total_lines: '<counted>',
  error_count: '<counted>',
  warning_count: '<counted>',
  has_more: '<counted>',
  pod_name: '<pod>',
}));

const shop = { namespace: 'shop' };
const catalog = { ...shop, deployment_name: 'catalog-v1' };

/** `pod_name` is filled in by the test. */
export const podName = '<a pod of catalog-v1>';

export const asked: readonly Asked[] = [
  { name: 'overview', path: '/k8s/overview/cluster' },
  { name: 'nodes', path: '/k8s/resources/nodes/list', show: shorten('nodes') },
  { name: 'node', path: '/k8s/resources/nodes/detail', parameters: { node_name: 'worker-1' } },
  { name: 'node-capacity', path: '/k8s/resources/nodes/capacity', parameters: { node_name: 'worker-1' } },
  { name: 'pods', path: '/k8s/resources/pods/list', parameters: shop, show: shorten('pods') },
  { name: 'pod', path: '/k8s/resources/pods/detail', parameters: { ...shop, pod_name: podName } },
  { name: 'deployments', path: '/k8s/resources/deployments/list', parameters: shop, show: shorten('deployments') },
  {
    name: 'deployment',
    path: '/k8s/resources/deployments/detail',
    parameters: catalog,
    show: shorten('scaling_history'),
  },
  {
    name: 'deployment-scaling',
    path: '/k8s/resources/deployments/scaling',
    parameters: catalog,
    show: shorten('scaling_events'),
  },
  { name: 'services', path: '/k8s/resources/services/list', parameters: shop, show: shorten('services') },
  { name: 'service', path: '/k8s/resources/services/detail', parameters: { ...shop, service_name: 'cart' } },
  {
    name: 'logs-pod',
    path: '/k8s/resources/logs/pod',
    parameters: { ...shop, pod_name: podName },
    show: entries,
  },
  {
    name: 'logs-container',
    path: '/k8s/resources/logs/container',
    parameters: { ...shop, pod_name: podName, container_name: 'catalog-v1' },
    show: entries,
  },
  {
    name: 'events-resource',
    path: '/k8s/resources/events/resource',
    parameters: { ...shop, resource_kind: 'Deployment', resource_name: 'catalog-v1' },
    show: events,
  },
  { name: 'events-namespace', path: '/k8s/resources/events/namespace', parameters: shop, show: events },
  { name: 'events-cluster', path: '/k8s/resources/events/cluster', show: events },
  { name: 'istiod', path: '/istio/workloads/istiod/detail' },
  { name: 'istiod-logs', path: '/istio/workloads/istiod/logs', show: entries },
  { name: 'istiod-events', path: '/istio/workloads/istiod/events', show: events },
  { name: 'gateway-workload', path: '/istio/workloads/gateway/detail', show: shorten('pods') },
  { name: 'gateway-workload-logs', path: '/istio/workloads/gateway/logs', show: entries },
  { name: 'gateway-workload-events', path: '/istio/workloads/gateway/events', show: events },
  ...['/api/istio', '/istio/components'].flatMap((base) => {
    const suffix = base === '/api/istio' ? '' : '-components';
    return [
      { name: `gateways${suffix}`, path: `${base}/gateway/list` },
      { name: `gateway${suffix}`, path: `${base}/gateway/detail`, parameters: { ...shop, gateway_name: 'legacy' } },
      { name: `virtualservices${suffix}`, path: `${base}/virtualservice/list` },
      {
        name: `virtualservice${suffix}`,
        path: `${base}/virtualservice/detail`,
        parameters: { ...shop, virtualservice_name: 'cart-canary' },
      },
      { name: `destinationrules${suffix}`, path: `${base}/destinationrule/list` },
      {
        name: `destinationrule${suffix}`,
        path: `${base}/destinationrule/detail`,
        parameters: { ...shop, destinationrule_name: 'payments' },
      },
    ];
  }),
  { name: 'mesh-health', path: '/istio/health/summary' },
];
