import type { UnstructuredObject } from '@binnacle/kube/api';

/** nodes.schedule (operator, write, cluster): `kubectl cordon` and `uncordon`. */
export interface ScheduleInput {
  name: string;
  schedulable: boolean;
}
export interface ScheduleOutput {
  schedulable: boolean;
  /** It was so already: nothing was written. */
  unchanged: boolean;
}

/** nodes.drain (operator, write, cluster). Defaults are the safe ones, save that Pods of DaemonSets stay, since they come back. */
export interface DrainInput {
  name: string;
  /** Each Pod's own without it. */
  gracePeriodSeconds?: number;
  /** 300 unless given, at most 3,600. */
  timeoutSeconds?: number;
  /** False refuses a node that has Pods of DaemonSets. */
  ignoreDaemonSets?: boolean;
  /** True evicts Pods whose emptyDir volumes are lost with them. */
  deleteEmptyDirData?: boolean;
  /** True evicts Pods that no controller will replace. */
  force?: boolean;
}

export type DrainState = 'running' | 'done' | 'failed' | 'cancelled';
/** `blocked`: a disruption budget does not allow it yet; it is tried again. `kept`: stays on the node on purpose. */
export type DrainedPodState = 'waiting' | 'evicting' | 'blocked' | 'evicted' | 'kept';

export interface DrainedPod {
  namespace: string;
  name: string;
  state: DrainedPodState;
  /** Why it is blocked or kept. */
  reason?: string;
}

/** How far a node's drain is. Kept for ten minutes after its end. */
export interface Drain {
  node: string;
  state: DrainState;
  /** Why it failed. */
  message?: string;
  /** RFC 3339. */
  startedAt: string;
  endedAt?: string;
  pods: readonly DrainedPod[];
}

export interface NodeInput {
  name: string;
}

/** A Pod as far as a drain looks at it. */
export type PodToDrain = UnstructuredObject & {
  spec?: { volumes?: { emptyDir?: object }[] };
  status?: { phase?: string };
};
