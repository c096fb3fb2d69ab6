/** One pass over a BatchRelease: from what is seen to a status and writes. Pure. Rules §4.1. */
import { toTime } from '@binnacle/kube/api';
import type { BatchRelease, BatchReleaseStatus } from '../api/index.ts';
import { annotations, batchReleaseKind, finalizers, sameJson } from '../api/index.ts';
import { sha256 } from '../cluster/stable-hash.ts';
import type { EventNote } from '../cluster/events.ts';
import { finalizersPatch } from '../cluster/write.ts';
import type { Write } from '../cluster/write.ts';
import type { Executor } from './executor.ts';

export interface ReleaseSeen {
  /** Epoch ms. */
  now: number;
  release: BatchRelease;
  /** Undefined when the workload is gone. */
  executor: Executor | undefined;
}

/** Written as a Rollout's is: upkeep alone, or status and then writes. */
export interface NextRelease {
  status: BatchReleaseStatus;
  upkeep?: readonly Write[];
  writes: readonly Write[];
  events?: readonly EventNote[];
}

const first: BatchReleaseStatus = {
  phase: 'Preparing',
  canaryStatus: { currentBatch: 0 },
  observedWorkloadReplicas: 0,
};

export const nextRelease = (seen: ReleaseSeen): NextRelease => {
  const { release } = seen;
  const before = release.status?.phase ? release.status : first;
  const upkeep = ownFinalizer(release);
  const status = sync({ ...before, observedGeneration: release.metadata.generation ?? 0 }, seen);
  // What is decided is written before anything is done about it.
  if (!sameJson(status, release.status)) return { status, upkeep, writes: [] };
  return { ...execute(status, seen), upkeep };
};

/** Nobody knows how to release this workload in this style: the reason is said once, and the change stays held. */
export const unsupportedRelease = (release: BatchRelease, message: string): NextRelease => ({
  status: { ...first, observedGeneration: release.metadata.generation ?? 0, message },
  writes: [],
  events: release.status?.message === message ? [] : [{ type: 'Warning', reason: 'UnsupportedWorkload', message }],
});

const again = (status: BatchReleaseStatus, currentBatch = status.canaryStatus.currentBatch): BatchReleaseStatus => {
  const { batchReadyTime: _ready, ...canaryStatus } = status.canaryStatus;
  return { ...status, canaryStatus: { ...canaryStatus, batchState: 'Upgrading', currentBatch } };
};

/** The first row that applies; then the counts of Pods. */
const sync = (status: BatchReleaseStatus, { release, executor }: ReleaseSeen): BatchReleaseStatus => {
  const { releasePlan } = release.spec;
  const batches = releasePlan.batches ?? [];
  const hash = sha256(releasePlan);
  const { phase, canaryStatus } = status;
  if (phase === 'Completed') return status;
  if (isLeaving(release) || phase === 'Finalizing' || executor === undefined)
    return { ...counted(status, executor), phase: 'Finalizing' };
  if (phase !== 'Progressing') return counted(status, executor);
  if (hash !== status.observedReleasePlanHash) {
    const same = (releasePlan.rolloutID ?? '') === (status.observedRolloutID ?? '');
    const batch = same ? Math.min(releasePlan.batchPartition ?? 0, batches.length - 1) : 0;
    const observed = { ...status, observedReleasePlanHash: hash, observedRolloutID: releasePlan.rolloutID ?? '' };
    // Row 10: the way back in batches begins with what is there already. Its id may have come a change earlier.
    if (inBatches(release) && executor.updateRevision !== status.updateRevision)
      return counted({ ...again(observed, 0), phase: 'Preparing' }, executor);
    return counted(again(observed, batch), executor);
  }
  if (canaryStatus.currentBatch >= batches.length) return counted(again(status, 0), executor);
  if (executor.settled && executor.replicas !== status.observedWorkloadReplicas)
    return counted(again({ ...status, observedWorkloadReplicas: executor.replicas }), executor);
  return counted(status, executor);
};

const inBatches = ({ metadata }: BatchRelease): boolean =>
  metadata.annotations?.[annotations.rollbackInBatch] === 'true';

const counted = (status: BatchReleaseStatus, executor: Executor | undefined): BatchReleaseStatus =>
  executor === undefined
    ? status
    : {
        ...status,
        canaryStatus: {
          ...status.canaryStatus,
          updatedReplicas: executor.updatedReplicas,
          updatedReadyReplicas: executor.updatedReadyReplicas,
          ...(executor.noNeedUpdateReplicas ? { noNeedUpdateReplicas: executor.noNeedUpdateReplicas } : {}),
        },
      };

const execute = (status: BatchReleaseStatus, seen: ReleaseSeen): NextRelease => {
  const stay = { status, writes: [] };
  const { executor, release, now } = seen;
  switch (status.phase) {
    case 'Finalizing': {
      const { done, writes } = executor?.finalize() ?? { done: true, writes: [] };
      // Nothing is left to undo: who takes the BatchRelease away need not wait for it.
      return done
        ? { status: { ...status, phase: 'Completed' }, writes: [...writes, ...withoutFinalizer(release)] }
        : { status, writes };
    }
    case 'Preparing':
      return executor === undefined || !executor.settled ? stay : prepare(status, release, executor);
    case 'Progressing':
      return executor === undefined || !executor.settled ? stay : progress(status, executor, now);
    default:
      return stay;
  }
};

const prepare = (status: BatchReleaseStatus, { spec }: BatchRelease, executor: Executor): NextRelease => {
  // A plan that starts further on (a jump) does not do the batches before it one by one.
  const last = (spec.releasePlan.batches ?? []).length - 1;
  const batch = Math.min(spec.releasePlan.batchPartition ?? 0, last);
  const writes = executor.initialize(batch);
  if (writes.length > 0) return { status, writes };
  const prepared: BatchReleaseStatus = {
    ...again(status, batch),
    phase: 'Progressing',
    stableRevision: executor.stableRevision,
    updateRevision: executor.updateRevision,
    observedWorkloadReplicas: executor.replicas,
    observedRolloutID: spec.releasePlan.rolloutID ?? '',
    observedReleasePlanHash: sha256(spec.releasePlan),
  };
  return { status: prepared, writes: [] };
};

const progress = (status: BatchReleaseStatus, executor: Executor, now: number): NextRelease => {
  // A new template under way: nothing is done to it until the Rollout has planned anew (row 8).
  if (executor.updateRevision !== status.updateRevision) return { status, writes: [] };
  const { batchState, currentBatch } = status.canaryStatus;
  const upgrade = executor.upgrade(currentBatch);
  if (batchState !== 'Verifying' && batchState !== 'Ready')
    return upgrade.length > 0
      ? { status, writes: upgrade }
      : { status: { ...status, canaryStatus: { ...status.canaryStatus, batchState: 'Verifying' } }, writes: [] };
  if (upgrade.length > 0) return { status: again(status), writes: [] };
  const writes = executor.label(currentBatch);
  const lack = executor.lack(currentBatch);
  if (lack !== undefined || writes.length > 0)
    return { status: batchState === 'Ready' ? again(status) : status, writes };
  if (batchState === 'Ready') return { status, writes: [] };
  const canaryStatus = { ...status.canaryStatus, batchState: 'Ready' as const, batchReadyTime: toTime(now) };
  return { status: { ...status, canaryStatus }, writes: [] };
};

/** There while it has something to undo: one that is leaving has had it, and may have dropped it already. */
const ownFinalizer = (release: BatchRelease): readonly Write[] => {
  const { finalizers: held = [] } = release.metadata;
  if (release.status?.phase === 'Completed') return withoutFinalizer(release);
  return isLeaving(release) || held.includes(finalizers.batchRelease)
    ? []
    : [finalizersPatch(batchReleaseKind, release, [...held, finalizers.batchRelease])];
};

/** Its workload is to be given back, or left as it is for who comes next. */
const isLeaving = ({ metadata, spec }: BatchRelease): boolean =>
  metadata.deletionTimestamp !== undefined || spec.releasePlan.batchPartition == null;

const withoutFinalizer = (release: BatchRelease): readonly Write[] => {
  const { finalizers: held = [] } = release.metadata;
  const rest = held.filter((name) => name !== finalizers.batchRelease);
  return rest.length === held.length ? [] : [finalizersPatch(batchReleaseKind, release, rest)];
};
