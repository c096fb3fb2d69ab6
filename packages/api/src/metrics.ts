/** Cores and bytes. */
export interface WireUsage {
  cpu: number;
  memory: number;
}

/** Whether there is anything to read usage from; without it `used` is null and the rest is known all the same. */
export type WireMetricsSource =
  | { state: 'ready'; /** RFC 3339, of the newest reading. */ at: string }
  | { state: 'none'; /** What is missing. */ reason: string };

/** Against what Pods may have in all. */
export interface WireShare {
  total: number;
  used: number | null;
}

/** GET /clusters/{id}/metrics/cluster. Counts are null where the kind may not be listed. */
export interface ClusterMetricsReply {
  source: WireMetricsSource;
  cpu: WireShare;
  memory: WireShare;
  requests: WireUsage;
  limits: WireUsage;
  /** Bytes of local disk. */
  storage: number;
  nodes: { total: number; ready: number };
  pods: { total: number; phases: Record<string, number> };
  services: number | null;
  ingresses: number | null;
  volumes: { total: number; phases: Record<string, number> } | null;
  claims: { total: number; phases: Record<string, number> } | null;
}

export interface WireNodeMetrics {
  name: string;
  ready: boolean;
  cpu: WireShare;
  memory: WireShare;
  /** Of Pods on the node. */
  requests: WireUsage;
  limits: WireUsage;
  storage: number;
  pods: { total: number; running: number; capacity: number };
  conditions: { type: string; status: string; reason?: string; message?: string }[];
  taints: { key: string; value?: string; effect: string }[];
  addresses: { type: string; address: string }[];
}

/** GET /clusters/{id}/metrics/nodes */
export interface NodeMetricsReply {
  source: WireMetricsSource;
  items: WireNodeMetrics[];
}

export interface WirePodMetrics {
  namespace: string;
  name: string;
  node: string;
  used: WireUsage | null;
  /** Absent where no container states them. */
  requests: Partial<WireUsage>;
  limits: Partial<WireUsage>;
  containers: ({ name: string } & WireUsage)[];
}

/** GET /clusters/{id}/metrics/pods?namespace&name&top&limit: with top (cpu or memory), those that use most come first. */
export interface PodMetricsReply {
  source: WireMetricsSource;
  items: WirePodMetrics[];
}

/** Against what a Pod asks for and may use, or what a node's Pods ask for and it can give. */
export interface WireUsedOf {
  used: number;
  request?: number;
  limit?: number;
}

export interface WireRowUsage {
  cpu: WireUsedOf;
  memory: WireUsedOf;
}

/** POST /clusters/{id}/metrics/usage {of, names}: at most 500 names, `namespace/name` of Pods. What is not known has no entry. */
export interface UsageReply {
  source: WireMetricsSource;
  items: Record<string, WireRowUsage>;
}

/** GET /clusters/{id}/metrics/stats?minutes=60 (1 to 1440): what the server has read, a sample a minute, oldest first. */
export interface StatsReply {
  source: WireMetricsSource;
  samples: ({ at: string; pods: number } & WireUsage)[];
}

/** Values over time, oldest first: epoch ms, and null for what is no number. */
export interface WireSeries {
  labels: Record<string, string>;
  points: [at: number, value: number | null][];
}

/**
 * GET /clusters/{id}/prometheus/query?query&time, or &start&end&step: what the cluster's Prometheus answers; one point per
 * series for a moment. For administrators. 400 for a query or a range that cannot be answered, 503 where no Prometheus does.
 */
export interface PrometheusReply {
  series: WireSeries[];
}

/**
 * GET /clusters/{id}/metrics/charts?scope&namespace&kind&name&minutes=60 (5 to 20160): use over time. Scope is cluster, node
 * (needs name), namespace (namespace), workload (namespace, kind as `deployments.apps`, name) or pod (namespace, name). Values
 * come from the cluster's Prometheus, or from what the metrics API has said since somebody asked, or from nowhere: `source` tells.
 */
export interface ChartsReply {
  source: { type: 'prometheus' } | { type: 'metrics-server' } | { type: 'none'; reason: string };
  /** Why the Prometheus that is known was of no use. */
  problem?: string;
  /** Epoch ms. */
  start: number;
  end: number;
  step: number;
  charts: WireChart[];
}

export type ChartId = 'cpu' | 'memory' | 'receive' | 'transmit';
export type ChartScope = 'cluster' | 'node' | 'namespace' | 'workload' | 'pod';

export interface WireChart {
  id: ChartId;
  unit: 'cores' | 'bytes' | 'bytes/s';
  /** Highest last value first, at most 20; a container, a Pod, or the whole with the empty name. */
  series: { name: string; points: [at: number, value: number][] }[];
  /** Lines left out. */
  more: number;
  /** What the objects state now. */
  lines: { requests?: number; limits?: number; capacity?: number };
  /** Why there is no answer. */
  problem?: string;
}

/** Kinds of workloads that have charts, as `plural.group`: their Pods are known by their names. */
export const chartedWorkloads = [
  'deployments.apps',
  'replicasets.apps',
  'daemonsets.apps',
  'statefulsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'replicationcontrollers',
  'clonesets.apps.kruise.io',
  'daemonsets.apps.kruise.io',
  'statefulsets.apps.kruise.io',
] as const;
export type ChartedWorkload = (typeof chartedWorkloads)[number];

/** What charts are asked for: which of namespace, kind and name a scope needs, `GET …/metrics/charts` says. */
export interface ChartsQuery {
  scope: ChartScope;
  namespace?: string;
  kind?: string;
  name?: string;
  minutes?: number;
}
