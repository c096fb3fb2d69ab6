/** Batch arithmetic (rules §4.2). */
import type { IntOrString } from '@binnacle/kube/api';
import { ceilOf, clamp, toPercent } from '../api/index.ts';

/** Pods of the new revision that a batch wants of `replicas`. */
export const batchSize = (plan: IntOrString | undefined, replicas: number): number =>
  clamp(ceilOf(plan, replicas), 0, replicas);

export interface BatchCount {
  desired: number;
  updated: number;
  updatedReady: number;
  failureThreshold?: IntOrString | undefined;
  /** Pods that carry the release's id and are not going away, and how many must; when that counts. */
  labelled?: { pods: number; planned: number };
}

/** What a batch still lacks, in words; undefined when it is ready. */
export const batchLack = ({
  desired,
  updated,
  updatedReady,
  failureThreshold,
  labelled,
}: BatchCount): string | undefined => {
  if (updated < desired) return `${updated} of ${desired} pods are updated`;
  if (updatedReady + ceilOf(failureThreshold, updated) < desired)
    return `${updatedReady} of ${desired} updated pods are ready`;
  if (desired > 0 && updatedReady === 0) return 'no updated pod is ready';
  if (labelled !== undefined && labelled.pods < labelled.planned)
    return `${labelled.pods} of ${labelled.planned} updated pods carry the rollout id`;
  return undefined;
};

/** How many Pods the new ReplicaSet of a partitioned Deployment may have: a share below all leaves one old Pod. */
export const newReplicaSetLimit = (partition: IntOrString, replicas: number): number => {
  const limit = clamp(ceilOf(partition, replicas), 0, replicas);
  const isShare = typeof partition === 'string' && partition !== '100%';
  return isShare && replicas > 1 && limit === replicas ? replicas - 1 : limit;
};

/** The share of `all` that leaves `stable` Pods old, for a plan that is a share itself; rounded down, but not to nothing. */
export const toShare = (stable: number, all: number, plan: IntOrString): string => {
  if (stable >= all) return '100%';
  if (stable <= 0) return '0%';
  const percent = Math.floor((stable * 100) / all);
  return ceilOf(`${percent}%`, all) === 0 && toPercent(plan) !== 100 ? '1%' : `${percent}%`;
};
