/**
 * What can be done to one object, below its address in the console's API. All answer with the console's errors.
 *
 * PATCH  …/{plural}/{name}            {patch, dry_run?} → {object}; an object is a merge patch, a list a JSON patch. Values of Secrets are not shown.
 * DELETE …/{plural}/{name}            ?propagationPolicy=Background|Foreground|Orphan&gracePeriodSeconds → {object}
 * GET    …/{plural}/{name}/related    → RelatedReply
 * GET    …/{plural}/{name}/revisions  → {items: WireRevision[]}, newest first
 * POST   …/{plural}/{name}/rollback   {revision} → RollbackReply; 0 is the one before
 * POST   …/{plural}/{name}/trigger    → 201 {job}: a CronJob's Job, now
 * POST   …/core/v1/pods/{name}/evict  {grace_period_seconds?} → {evicted: true}; 429 while a disruption budget does not allow it
 * POST   …/core/v1/nodes/{name}/schedule {schedulable} → {schedulable, unchanged}
 * POST   …/core/v1/nodes/{name}/drain (DrainRequest) → 202 WireDrain, as far as it came in five seconds; GET looks again, DELETE cancels
 */

/** A merge patch (RFC 7386), or as a list a JSON patch (RFC 6902). */
export type WirePatch = Record<string, unknown> | readonly { op: string; path: string; value?: unknown }[];

/** `Background` is what most kinds do unless asked. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export interface DeleteRequest {
  propagationPolicy?: Propagation;
  /** 0 ends Pods at once. */
  gracePeriodSeconds?: number;
}

export type WireRelation =
  | 'owner'
  | 'mounts'
  | 'environment'
  | 'pullSecret'
  | 'account'
  | 'node'
  | 'priority'
  | 'governing'
  | 'class'
  | 'volume'
  | 'claim'
  | 'backend'
  | 'certificate'
  | 'target'
  | 'role'
  | 'subject'
  | 'selects';

export interface WireRelated {
  relation: WireRelation;
  group: string;
  version: string;
  kind: string;
  /** Empty for kinds that the console does not know. */
  plural: string;
  /** Empty for what lies in none. */
  namespace: string;
  name: string;
  /** Nothing breaks when it is missing. */
  optional: boolean;
  /** The cluster says that it is not there. */
  missing: boolean;
}

/** Of kinds that the caller may list; at most 200 each way. */
export interface RelatedReply {
  /** What the object refers to. */
  to: WireRelated[];
  /** What refers to it, or selects its Pods. What a controller made is left out where the controller is named. */
  from: WireRelated[];
}

/** A field of a template that a revision changed; null where there was or is none. */
export interface WireTemplateChange {
  /** `spec.containers[main].image` */
  path: string;
  from: unknown;
  to: unknown;
}

/** A template that a workload had or has. */
export interface WireRevision {
  revision: number;
  /** Of the ReplicaSet or ControllerRevision that keeps it. */
  name: string;
  /** RFC 3339. */
  created_at: string;
  images: string[];
  change_cause: string | null;
  current: boolean;
  template: Record<string, unknown>;
  /** Against the revision before it; empty for the oldest. */
  changes: WireTemplateChange[];
}

export interface RollbackReply {
  revision: number;
  /** The workload had that template already. */
  unchanged: boolean;
}

export interface DrainRequest {
  grace_period_seconds?: number;
  /** 300 unless given, at most 3,600. */
  timeout_seconds?: number;
  /** Evict Pods whose emptyDir volumes are lost with them. */
  delete_empty_dir_data?: boolean;
  /** Evict Pods that no controller will replace. */
  force?: boolean;
}

export type DrainState = 'running' | 'done' | 'failed' | 'cancelled';
/** `blocked`: a disruption budget does not allow it yet. `kept`: stays on purpose. */
export type DrainedPodState = 'waiting' | 'evicting' | 'blocked' | 'evicted' | 'kept';

/** How far a node's drain is; known for ten minutes after its end. */
export interface WireDrain {
  node: string;
  state: DrainState;
  /** Why it failed. */
  message?: string;
  /** RFC 3339. */
  started_at: string;
  ended_at?: string;
  pods: {
    namespace: string;
    name: string;
    state: DrainedPodState;
    /** Why it is blocked or kept. */
    reason?: string;
  }[];
}
