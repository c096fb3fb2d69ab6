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

/** GET /clusters/{id}/metrics/pods?namespace&name */
export interface PodMetricsReply {
  source: WireMetricsSource;
  items: WirePodMetrics[];
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
