import type { PodTemplateSpec, UnstructuredObject } from '@binnacle/kube/api';
import type { RolloutHistory, WorkloadRef } from '@binnacle/rollouts/api';
import type { TemplateChange } from '../workloads/index.ts';

export interface RolloutInput {
  namespace: string;
  name: string;
}

/** rollouts.setImage */
export interface SetImageInput extends RolloutInput {
  container: string;
  image: string;
  initContainer?: boolean;
}

/** rollouts.jump */
export interface JumpInput extends RolloutInput {
  /** From 1. */
  step: number;
}

/** What an action did, in words, and to which workload where one was written. */
export interface RolloutActionOutput {
  message: string;
  workload?: WorkloadRef;
  /** rollouts.rollback, rollouts.undo: whose template it has again. */
  revision?: string;
}

/** A revision of the workload that a Rollout releases, with its Pods. */
export interface RolloutRevision {
  /** Of the ReplicaSet or ControllerRevision that keeps it. */
  name: string;
  /** As the workload counts. */
  revision: number;
  /** As Pods carry it: `pod-template-hash` or `controller-revision-hash`. */
  hash: string;
  isStable: boolean;
  isCanary: boolean;
  pods: readonly UnstructuredObject[];
  readyPods: number;
  createdAt: string;
  template: PodTemplateSpec;
  changes: readonly TemplateChange[];
}

export interface RolloutPodsOutput {
  workload: WorkloadRef | undefined;
  pods: readonly UnstructuredObject[];
  /** Canary first, then stable, then the newest. */
  revisions: readonly RolloutRevision[];
  template: PodTemplateSpec | undefined;
}

export interface RolloutHistoryOutput {
  /** Newest first. */
  revisions: readonly RolloutRevision[];
  /** Newest first; empty where the controller keeps none. */
  histories: readonly RolloutHistory[];
}
