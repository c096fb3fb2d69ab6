/**
 * What of a status only tells how far the Pods are. Nothing is decided by it, so it may wait a little for what else is to
 * be written: to follow each Pod costs a write of two statuses, and a look of all who watch them.
 */
import type { Clock } from '@binnacle/kube/clock';
import { sameJson } from './api/index.ts';
import type { BatchReleaseStatus, CommonStatus, RolloutStatus } from './api/index.ts';

/** A status tells at most this much later. */
const statusWithinMs = 1_000;
/**
 * A Deployment's annotation waits longer, and longest while its Pods are on the move: each write of it is a new
 * generation, which the Deployment's own controller copies to the ReplicaSet and the release has to wait for.
 */
const noteWithinMs = { atRest: 2_000, moving: 30_000 };

/** Somebody may have written a status with no batch in it. */
const decidedRelease = ({ canaryStatus = { currentBatch: 0 }, ...status }: Partial<BatchReleaseStatus>): object => {
  const { updatedReplicas: _updated, updatedReadyReplicas: _ready, batchState, ...decided } = canaryStatus;
  return { ...status, canaryStatus: { ...decided, ready: batchState === 'Ready' } };
};

const counts = { canaryReplicas: 0, canaryReadyReplicas: 0, updatedReplicas: 0, updatedReadyReplicas: 0 };

const decidedState = (state: CommonStatus): object => ({
  ...state,
  ...counts,
  // What the BatchRelease is at; what the Rollout itself has to say is in the message above it.
  message: '',
  observedWorkloadGeneration: 0,
  // Taken once, and again with the step's Pods: until it is written each pass finds it anew.
  podTemplateHash: '',
});

const decidedRollout = ({ canaryStatus, blueGreenStatus, ...status }: RolloutStatus): object => ({
  ...status,
  ...(canaryStatus && { canaryStatus: decidedState(canaryStatus) }),
  ...(blueGreenStatus && { blueGreenStatus: decidedState(blueGreenStatus) }),
});

/** Two statuses of a BatchRelease differ in counts at most, or in whether its batch is written or looked at. */
export const sameRelease = (a: BatchReleaseStatus, b: BatchReleaseStatus): boolean =>
  sameJson(decidedRelease(a), decidedRelease(b));

/** Two statuses of a Rollout differ in what they repeat of its BatchRelease at most. */
export const sameRollout = (a: RolloutStatus, b: RolloutStatus): boolean =>
  sameJson(decidedRollout(a), decidedRollout(b));

/** What waits to be told: a status, or a note on a workload that is at rest or on the move. */
export type Told = 'status' | 'atRest' | 'moving';

const withinMs: Readonly<Record<Told, number>> = { status: statusWithinMs, ...noteWithinMs };

/** Since when something waits to be told, by key. */
export interface Telling {
  /** Milliseconds until it is to be told; the first question starts the wait. */
  left(key: string, told: Told): number;
  /** It was told, or there is nothing left to tell. */
  over(key: string): void;
}

export const createTelling = (clock: Clock): Telling => {
  const since = new Map<string, number>();
  return {
    left: (key, told) => {
      const from = since.get(key) ?? clock.now();
      since.set(key, from);
      return Math.max(0, from + withinMs[told] - clock.now());
    },
    over: (key) => void since.delete(key),
  };
};
