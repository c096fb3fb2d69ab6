/** Cores and bytes. */
export interface Usage {
  cpu: number;
  memory: number;
}

/** Whether there is anything to read usage from. */
export type MetricsSource =
  | { state: 'ready'; /** Epoch ms of the newest reading. */ at: number }
  | { state: 'none'; /** What is missing. */ reason: string };

export interface Share {
  total: number;
  /** Null where nothing says so. */
  used: number | null;
}

export interface NodeMetrics {
  name: string;
  ready: boolean;
  /** Against what Pods may have in all. */
  cpu: Share;
  memory: Share;
  /** Of Pods on the node. */
  requests: Usage;
  limits: Usage;
  /** Bytes of local disk that Pods may have. */
  storage: number;
  pods: { total: number; running: number; capacity: number };
  conditions: readonly { type: string; status: string; reason?: string; message?: string }[];
  taints: readonly { key: string; value?: string; effect: string }[];
  addresses: readonly { type: string; address: string }[];
}
export interface NodeMetricsOutput {
  clusterId: number;
  source: MetricsSource;
  items: NodeMetrics[];
}

export interface PodMetrics {
  namespace: string;
  name: string;
  node: string;
  /** Null for one that nothing is known of yet. */
  used: Usage | null;
  requests: Partial<Usage>;
  limits: Partial<Usage>;
  containers: readonly ({ name: string } & Usage)[];
}
export interface PodMetricsOutput {
  clusterId: number;
  source: MetricsSource;
  items: PodMetrics[];
}

export interface UsageInput {
  of: 'pods' | 'nodes';
  /** `namespace/name` of Pods. */
  names: readonly string[];
}

/** Against what a Pod asks for and may use, or what a node's Pods ask for and it can give. */
export interface UsedOf {
  used: number;
  request?: number;
  limit?: number;
}

/** By name: what is not known of has no entry. */
export interface UsageOutput {
  source: MetricsSource;
  items: Readonly<Record<string, { cpu: UsedOf; memory: UsedOf }>>;
}

export type Phases = Readonly<Record<string, number>>;

export interface ClusterMetricsOutput {
  clusterId: number;
  source: MetricsSource;
  cpu: Share;
  memory: Share;
  requests: Usage;
  limits: Usage;
  storage: number;
  nodes: { total: number; ready: number };
  /** By phase. */
  pods: { total: number; phases: Phases };
  services: number | null;
  ingresses: number | null;
  volumes: { total: number; phases: Phases } | null;
  claims: { total: number; phases: Phases } | null;
}

/** What was in use at a moment. */
export interface Sample extends Usage {
  /** Epoch ms. */
  at: number;
  pods: number;
}

export interface StatsOutput extends NodeMetricsOutput {
  /** Oldest first: what this server has read; it remembers a day while somebody asks. */
  samples: readonly Sample[];
  /** Epoch ms. */
  start: number;
  end: number;
}
