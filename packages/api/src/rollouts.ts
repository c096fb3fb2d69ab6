/**
 * Releases on the wire: what the console's own API says of them in short, and contract 000 (`/api/v1`), whose `data` the
 * functions of `client/rollout-client.ts` return.
 */
import type { WireFreshness } from './console.ts';

/** What a Rollout is doing, in one word. `waiting`: somebody has to confirm; `timed`: it goes on by itself. */
export type RolloutState =
  | 'initial'
  | 'healthy'
  | 'starting'
  | 'upgrading'
  | 'routing'
  | 'waiting'
  | 'timed'
  | 'held'
  | 'rolling-back'
  | 'finishing'
  | 'disabled'
  | 'terminating';

/** One step of the plan. */
export interface RolloutStepSummary {
  /** `20%` or a number of Pods. */
  replicas: string;
  /** Percent of the requests; null where the step routes none. */
  traffic: number | null;
  /** Seconds; null where somebody has to confirm. */
  pause: number | null;
}

/** What lists show of a Rollout. */
export interface RolloutSummary {
  cluster_id: number;
  cluster: string;
  uid: string;
  namespace: string;
  name: string;
  resource_version: string;
  /** RFC 3339. */
  created: string;
  workload: { kind: string; name: string };
  style: 'canary' | 'partition' | 'blue-green';
  state: RolloutState;
  phase: string;
  message: string;
  /** From 1; 0 before the first release. */
  step: number;
  plan: RolloutStepSummary[];
  /** Percent of the requests asked for the new revision now; null where nothing is routed. */
  weight: number | null;
  /** Pods of the new revision, and how many of them are ready. */
  updated: number;
  ready: number;
  /** When the step came to its state, RFC 3339; null when nothing is released. */
  since: string | null;
  /** When a timed step goes on, RFC 3339. */
  resumes_at: string | null;
  /** A controller has seen its newest spec. Where it stays false, none runs. */
  observed: boolean;
}

/** How one cluster takes part in an answer about all of them. `absent`: it serves no Rollouts. */
export interface RolloutCluster {
  id: number;
  name: string;
  state: WireFreshness['state'] | 'absent' | 'disabled';
  reason?: string;
  /** Last moment that its part was known to be current, RFC 3339; absent while it is. */
  since?: string;
}

/**
 * GET /api/console/v1/rollouts?cluster (id or name, repeatable)&namespace (repeatable)&state (repeatable)
 * The same address with `Accept: text/event-stream`: event `rollouts` (RolloutsReply) first, then `delta`
 * (RolloutsDelta, at most 10 a second) and `clusters` ({clusters: RolloutCluster[]}) when they change.
 */
export interface RolloutsReply {
  items: RolloutSummary[];
  clusters: RolloutCluster[];
}

export interface RolloutsDelta {
  /** New or changed. */
  items: RolloutSummary[];
  /** Uids. */
  gone: string[];
}

/**
 * GET /api/console/v1/rollouts/traffic, with the same query → {items: RolloutTraffic[]}: the releases under way whose requests the
 * cluster's Prometheus counts, over the last two minutes. Those that are not known are not there.
 */
export interface RolloutTraffic {
  cluster_id: number;
  uid: string;
  /** Of the requests, those that the new revision got. */
  percent: number;
  /** Of both revisions. */
  requests_per_second: number;
}

/**
 * GET /api/console/v1/clusters/{id}/rollout-prospect?namespace&apiVersion&kind&name: what a Rollout for that workload would have
 * to do with. 404 for a workload that is not there, 501 for a kind that cannot be released in steps.
 */
export interface RolloutProspect {
  /** Null for kinds that count no replicas. */
  replicas: number | null;
  containers: { name: string; image: string }[];
  /** Those that select the workload's Pods, with the routes that lead to them. */
  services: { name: string; ingresses: { name: string; class: string }[]; http_routes: string[] }[];
  /** HorizontalPodAutoscalers of the workload. */
  autoscalers: string[];
  /** Rollouts that it has already. */
  rollouts: string[];
  serves_rollouts: boolean;
}

/** A Rollout as its cluster has it; contract 004 describes it. `spec.paused` is computed, as contract 000 has it. */
export interface RolloutObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; resourceVersion?: string; uid?: string };
  spec: object;
  status?: object;
}

/** What an event of a watch tells. Source: contract 000, "SSE 事件数据格式". */
export interface RolloutWatchEvent<R = RolloutObject> {
  /** `snapshot`: it was there when the watch began; `error`: the cluster was lost sight of, snapshots follow. */
  event: 'snapshot' | 'upsert' | 'delete' | 'error' | 'heartbeat';
  type: 'rollout';
  namespace: string;
  name: string;
  resourceVersion: string;
  /** Null in a heartbeat and in an error. */
  rollout: R | null;
  /** RFC 3339. */
  ts: string;
  message?: string;
}

export interface RolloutContainer {
  name: string;
  image: string;
  type: 'container' | 'initContainer';
}

/** GET /rollout/:namespace/:name/pods → `revisions[]`: canary first, then stable, then the newest. */
export interface RolloutRevisionInfo<P = KubernetesObject> {
  name: string;
  revision: string;
  podTemplateHash: string;
  isStable: boolean;
  isCanary: boolean;
  replicas: number;
  readyReplicas: number;
  pods: P[];
  containers: RolloutContainer[];
}

/** Any Kubernetes object, as the API server has it. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; creationTimestamp?: string };
}

export interface RolloutWorkloadRef {
  apiVersion: string;
  kind: string;
  name: string;
}

/** GET /rollout/:namespace/:name/pods; `revisions` and `containers` are absent while the workload is missing. */
export interface RolloutPods<P = KubernetesObject> {
  pods: P[];
  workloadRef: RolloutWorkloadRef | null;
  revisions?: RolloutRevisionInfo<P>[];
  containers?: RolloutContainer[];
}

/** A field of a workload's template that a revision changed; `null` where there was or is none. */
export interface TemplateDifference {
  /** `spec.containers[main].image` */
  path: string;
  from: unknown;
  to: unknown;
}

export interface RolloutHistoryEntry {
  revision: string;
  /** Null where the release had none. */
  rollout_id: string | null;
  /** RFC 3339. */
  created_at: string;
  /** `stable`, `canary` or `former` for a revision; the phase of a RolloutHistory. */
  status: string;
  images: string[];
  steps: { canaryStepIndex?: number; pods?: { name: string; ip?: string; nodeName?: string }[] }[];
  /** Beyond the document: what this revision changed. */
  changes?: TemplateDifference[];
}

/**
 * GET /rollout/:namespace/:name/analysis. `runs` are empty until a source is configured. `pending`: a release is under way and
 * nothing is measured yet; `completed`: nothing is released.
 */
export interface RolloutAnalysis {
  /** `placeholder` or `prometheus`. */
  source: string;
  status: 'not_configured' | 'pending' | 'running' | 'completed';
  code: string;
  summary: string;
  /** Of the current step. */
  runs: RolloutAnalysisRun[];
  /** Beyond the document; absent until a source is configured. */
  measured?: RolloutMeasured;
}

export interface RolloutAnalysisRun {
  /** `step-2-success-rate` */
  id: string;
  name: 'success-rate' | 'latency';
  /** What there is to say so far; `inconclusive`: too few requests, or nothing to compare with. */
  status: 'successful' | 'failed' | 'inconclusive';
  /** RFC 3339. */
  startedAt: string;
  /** Empty while the step is under way. */
  finishedAt: string;
  message: string;
}

/** What was measured of the two revisions' requests, side by side. */
export interface RolloutMeasured {
  /** Of Prometheus; empty where it knows none of the workload. */
  metric: string;
  /** Each value is of so many seconds before its moment. */
  windowSeconds: number;
  /** RFC 3339. */
  from: string;
  to: string;
  /** Null where there is no such revision. */
  canary: RevisionRequests | null;
  stable: RevisionRequests | null;
}

/** Values over time, oldest first: epoch ms and the value. */
export type MeasuredSeries = [at: number, value: number][];

/** Null where nothing is known at the end of the range. */
export interface RevisionRequests {
  podTemplateHash: string;
  requestsPerSecond: number | null;
  /** Of 1. */
  successRate: number | null;
  /** Seconds in which 95 % of the requests were answered. */
  latencyP95: number | null;
  series: { requests: MeasuredSeries; success: MeasuredSeries; latency: MeasuredSeries };
}

export interface RolloutActionReply {
  message: string;
}

export interface RolloutRollbackReply extends RolloutActionReply {
  rollout: string;
  namespace: string;
  workloadKind: string;
  workloadName: string;
  stableRevision: string;
}

export interface SetImageRequest {
  container: string;
  image: string;
  initContainer?: boolean;
}

export interface SetImageReply extends RolloutActionReply, SetImageRequest {
  namespace: string;
  rollout: string;
  workloadKind: string;
  workloadName: string;
  initContainer: boolean;
}

/** GET /cluster/metrics: percents of what can be allocated; 0 where nothing measures. */
export interface ClusterMetrics {
  cpuUsage: number;
  memoryUsage: number;
  storageUsage: number;
  networkUsage: number;
  totalNodes: number;
  readyNodes: number;
  totalPods: number;
  runningPods: number;
}

/** `statefulset` and `daemonset` are Kruise's and the native kind. */
export type WorkloadType =
  | 'deployment'
  | 'cloneset'
  | 'statefulset'
  | 'daemonset'
  | 'broadcastjob'
  | 'advancedcronjob'
  | 'replicaset'
  | 'job'
  | 'cronjob';
