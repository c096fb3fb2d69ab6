import { serviceUnavailable } from '@binnacle/kube/api';
import { queryText } from '../../http/query.ts';
import { row, type Answer, type Row, type WireRequest } from '../../http/row.ts';
import { invalidField } from '../../services/errors.ts';
import type {
  ClusterMetricsOutput,
  MetricsOperations,
  MetricsSource,
  NodeMetrics,
  NodeMetricsOutput,
  Phases,
  PodMetrics,
  PodMetricsOutput,
  Share,
  StatsOutput,
  Usage,
} from '../../services/metrics/index.ts';
import { clusterOf } from './decoders.ts';
import { clusterMetricsQuery, nodeMetricsQuery, podMetricsQuery, statsQuery } from './parameters.ts';
import { prefix } from './resource-rows.ts';
import { toCores } from './to-cores.ts';

/** Contract 001 §2.1.9, §7.7 and §9. The shapes are those that KubeGale's own user interface declares. */
export const metricsRows = ({ cluster, nodes, pods, stats }: MetricsOperations): Row[] => [
  row({
    method: 'GET',
    path: `${prefix}/metrics/cluster`,
    section: '9.1',
    operation: cluster,
    query: clusterMetricsQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: {} }),
    encode: (output) => metricsAnswer(output, clusterFields),
  }),
  ...[
    { path: '/nodes/metrics', section: '7.7' },
    { path: '/metrics/nodes', section: '9.2' },
  ].map(({ path, section }) =>
    row({
      method: 'GET',
      path: `${prefix}${path}`,
      section,
      operation: nodes,
      query: nodeMetricsQuery,
      decode: (request) => ({ cluster: clusterOf(request), input: named(request, { node_name: 'name' }) }),
      encode: (output) => metricsAnswer(output, nodeList),
    }),
  ),
  ...[
    { path: '/pods/metrics', section: '2.1.9' },
    { path: '/metrics/pods', section: '9.3' },
  ].map(({ path, section }) =>
    row({
      method: 'GET',
      path: `${prefix}${path}`,
      section,
      operation: pods,
      query: podMetricsQuery,
      decode: (request) => ({
        cluster: clusterOf(request),
        input: named(request, { namespace: 'namespace', pod_name: 'name' }),
      }),
      encode: (output) => metricsAnswer(output, podList),
    }),
  ),
  row({
    method: 'GET',
    path: `${prefix}/metrics/stats`,
    section: '9.4',
    operation: stats,
    query: statsQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: { rangeMs: rangeOf(request) } }),
    encode: (output) => metricsAnswer(output, statsFields),
  }),
];

const named = (request: WireRequest, names: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([spelling, name]) => {
      const value = queryText(request, spelling);
      return value === undefined ? [] : [[name, value]];
    }),
  );

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 };

/** `15m`, `6h`, `1d`. */
const rangeOf = (request: WireRequest): number => {
  const [, count, unit = ''] = /^(\d{1,4})([mhd])$/.exec(queryText(request, 'time_range') ?? '1h') ?? [];
  const range = Number(count) * (units[unit] ?? 0);
  if (range >= 60_000 && range <= 24 * 3_600_000) return range;
  throw invalidField('time_range', 'must be from 1m to 1d, such as 15m or 6h');
};

/** Source: contracts/README.md, 001: "Metrics with no source: HTTP 503, 1006, and the message names what is missing." */
const metricsAnswer = <T extends { source: MetricsSource }>(
  output: T,
  fields: (output: T, at: string) => unknown,
): Answer => {
  const { source } = output;
  if (source.state === 'none') throw serviceUnavailable(`there is no source of metrics: ${source.reason}`);
  return { type: 'data', data: fields(output, new Date(source.at).toISOString()) };
};

const percentage = (used: number | null | undefined, total: number | undefined): number | null =>
  used == null || !total ? null : Math.round((used / total) * 10_000) / 100;

const cores = ({ total, used }: Share) => ({
  total_cores: toCores(total),
  used_cores: used === null ? null : toCores(used),
  usage_percentage: percentage(used, total),
});
const bytes = ({ total, used }: Share) => ({
  total_bytes: total,
  used_bytes: used,
  usage_percentage: percentage(used, total),
});
/** metrics.k8s.io says nothing of disks. */
const disk = (total: number) => bytes({ total, used: null });

/** The counts that the contract names, by Kubernetes' own word for them. */
const phases = (counts: Phases, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name.toLowerCase(), counts[name] ?? 0]));

const clusterFields = (output: ClusterMetricsOutput, timestamp: string) => ({
  metrics: {
    cluster_id: output.clusterId,
    timestamp,
    cpu: cores(output.cpu),
    memory: bytes(output.memory),
    storage: disk(output.storage),
    nodes: { total: output.nodes.total, ready: output.nodes.ready, not_ready: output.nodes.total - output.nodes.ready },
    pods: { total: output.pods.total, ...phases(output.pods.phases, ['Running', 'Pending', 'Failed', 'Succeeded']) },
    services: { total: output.services },
    ingresses: { total: output.ingresses },
    pvs: output.volumes && {
      total: output.volumes.total,
      ...phases(output.volumes.phases, ['Available', 'Bound', 'Released', 'Failed']),
    },
    pvcs: output.claims && {
      total: output.claims.total,
      ...phases(output.claims.phases, ['Pending', 'Bound', 'Lost']),
    },
  },
});

const nodeFields = ({ name, cpu, memory, storage, pods, conditions }: NodeMetrics, clusterId: number) => ({
  node_name: name,
  cluster_id: clusterId,
  cpu: cores(cpu),
  memory: bytes(memory),
  storage: disk(storage),
  pods: { total: pods.total, running: pods.running, capacity: pods.capacity },
  conditions,
});

const nodeList = ({ clusterId, items }: NodeMetricsOutput, timestamp: string) => ({
  metrics: items.map((node) => ({ ...nodeFields(node, clusterId), timestamp })),
});

/** Limits and requests only where they are stated, and usage only where it is known. */
const podUsage = (resource: keyof Usage, { used, requests, limits }: PodMetrics) => {
  const [unit, told] = resource === 'cpu' ? ['cores', toCores] : ['bytes', (amount: number) => amount];
  const [now, limit, request] = [used?.[resource], limits[resource], requests[resource]];
  const share = percentage(now, limit ?? request);
  return {
    [`used_${unit}`]: now === undefined ? null : told(now),
    ...(limit === undefined ? {} : { [`limit_${unit}`]: told(limit) }),
    ...(request === undefined ? {} : { [`request_${unit}`]: told(request) }),
    ...(share === null ? {} : { usage_percentage: share }),
  };
};

const podList = ({ clusterId, items }: PodMetricsOutput, timestamp: string) => ({
  metrics: items.map((pod) => ({
    pod_name: pod.name,
    namespace: pod.namespace,
    cluster_id: clusterId,
    timestamp,
    cpu: podUsage('cpu', pod),
    memory: podUsage('memory', pod),
    containers: pod.containers.map(({ name, cpu, memory }) => ({
      name,
      cpu: { used_cores: toCores(cpu) },
      memory: { used_bytes: memory },
    })),
  })),
});

const statsFields = ({ clusterId, items, samples, start, end }: StatsOutput) => ({
  items: items.map((node) => ({ ...nodeFields(node, clusterId), taints: node.taints, addresses: node.addresses })),
  total: items.length,
  time_range: { start: new Date(start).toISOString(), end: new Date(end).toISOString(), step: 60 },
  samples: samples.map(({ at, cpu, memory, pods }) => ({
    timestamp: new Date(at).toISOString(),
    cpu_usage: toCores(cpu),
    memory_usage: memory,
    pod_count: pods,
  })),
});
