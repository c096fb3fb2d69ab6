import type { PodTemplateSpec } from '@binnacle/kube/api';
import type { ObjectInput } from '../resources/types.ts';

/** workloads.scale (operator, write, cluster): Invalid/BadRequest for kinds without the `scalable` capability. */
export interface ScaleInput extends ObjectInput {
  /** 0 or more, whole. */
  replicas: number;
}
export interface ScaleOutput {
  previous: number;
  replicas: number;
}

/** workloads.restart (operator, write, cluster): template annotation kubectl.kubernetes.io/restartedAt. */
export interface RestartOutput {
  /** RFC 3339. */
  restartedAt: string;
}

/** workloads.trigger (operator, write, cluster): BadRequest for kinds without the `triggerable` capability. */
export interface TriggerOutput {
  /** The Job's name. */
  job: string;
}

/** A field of a template that a revision changed; `null` where there was or is none. */
export interface TemplateChange {
  /** `spec.containers[main].image` */
  path: string;
  from: unknown;
  to: unknown;
}

/** A template that a workload had or has. */
export interface Revision {
  revision: number;
  /** Of the ReplicaSet or ControllerRevision that keeps it. */
  name: string;
  /** RFC 3339. */
  createdAt: string;
  /** Of init containers, then containers. */
  images: string[];
  /** Annotation kubernetes.io/change-cause. */
  changeCause: string | null;
  current: boolean;
  template: PodTemplateSpec;
  /** Against the revision before it; empty for the oldest. */
  changes: TemplateChange[];
}
/** workloads.revisions (viewer, read, cluster): BadRequest for kinds that keep none. */
export interface RevisionsOutput {
  /** Newest first. */
  items: readonly Revision[];
}

/** workloads.rollback (operator, write, cluster): BadRequest for kinds without the `rollbackable` capability. */
export interface RollbackInput extends ObjectInput {
  /** 0: the one before the current one. */
  revision: number;
}
export interface RollbackOutput {
  revision: number;
  /** The workload had that template already: nothing was written. */
  unchanged: boolean;
}
