/**
 * What of a status only tells how far a release is. Nothing is decided by it, so it may wait a little for what else is to
 * be written: to follow each Pod costs a write of two statuses, and a look of all who watch them.
 */
import type { Clock } from '@binnacle/kube/clock';
import { sameJson } from './api/index.ts';
import type { BatchPhase, BatchReleaseStatus, CommonStatus, RolloutStatus } from './api/index.ts';

/** A status tells at most this much later, if not many wait. */
const statusWithinMs = 1_000;
/**
 * A Deployment's annotation waits until its Pods have come to rest, and longest while they move: each write of it is a new
 * generation, which the Deployment's own controller copies to the ReplicaSet and the release has to wait for.
 */
const noteWithinMs = { atRest: 2_000, moving: 30_000 };
/** All that wait share ten writes a second: many releases together tell later what a single one tells soon. */
const eachMs = 100;
const longestTurnMs = 120_000;

/** That the workload is to be given back is in the plan: one that begins anew finds it there, and what is done of it. */
const decidedPhase = (phase: BatchPhase = 'Preparing'): BatchPhase => (phase === 'Finalizing' ? 'Progressing' : phase);

/** What others go by. Somebody may have written a status with no batch in it. */
const decidedRelease = ({ canaryStatus = { currentBatch: 0 }, ...status }: Partial<BatchReleaseStatus>): object => {
  const { updatedReplicas: _updated, updatedReadyReplicas: _ready, batchState, ...decided } = canaryStatus;
  return { ...status, canaryStatus: { ...decided, ready: batchState === 'Ready' } };
};

/** The same of a release on the way to its batch, or to its end: what it is about, not how far it is. */
const decidedUnderWay = (status: Partial<BatchReleaseStatus>): object => {
  const { phase, message, conditions, stableRevision, updateRevision } = status;
  return { phase: decidedPhase(phase), message, conditions, stableRevision, updateRevision };
};

/**
 * Nobody takes the status that is written for an answer: it says that the batch is not ready, speaks of another plan, or
 * lacks the word that all is given back. A controller that begins anew there finds in the plan and in the workload how
 * far the release is.
 */
const isUnderWay = (next: Partial<BatchReleaseStatus>, before: Partial<BatchReleaseStatus>): boolean =>
  next.phase === 'Finalizing' ||
  (next.canaryStatus?.batchState !== 'Ready' &&
    (before.canaryStatus?.batchState !== 'Ready' || next.observedReleasePlanHash !== before.observedReleasePlanHash));

const counts = { canaryReplicas: 0, canaryReadyReplicas: 0, updatedReplicas: 0, updatedReadyReplicas: 0 };

const decidedState = (state: CommonStatus): object => ({
  ...state,
  ...counts,
  // What the BatchRelease is at; what the Rollout itself has to say is in the message above it.
  message: '',
  observedWorkloadGeneration: 0,
  // Taken once, and again with the step's Pods: until it is written each pass finds it anew.
  podTemplateHash: '',
  // Begun anew from the step before, what it resumed is found resumed.
  finalisingStep: state.finalisingStep === 'ReleaseWorkloadControl' ? 'ResumeWorkload' : state.finalisingStep,
});

const decidedRollout = ({ canaryStatus, blueGreenStatus, ...status }: RolloutStatus): object => ({
  ...status,
  ...(canaryStatus && { canaryStatus: decidedState(canaryStatus) }),
  ...(blueGreenStatus && { blueGreenStatus: decidedState(blueGreenStatus) }),
});

/** The next status of a BatchRelease tells more than the one before at most, and has nothing new that others go by. */
export const sameRelease = (next: BatchReleaseStatus, before: Partial<BatchReleaseStatus> = {}): boolean => {
  const decided = isUnderWay(next, before) ? decidedUnderWay : decidedRelease;
  return sameJson(decided(next), decided(before));
};

/** Two statuses of a Rollout differ in what they repeat of its BatchRelease at most. */
export const sameRollout = (a: RolloutStatus, b: RolloutStatus): boolean =>
  sameJson(decidedRollout(a), decidedRollout(b));

/** What waits to be told: a status, or a note on a workload that is at rest or on the move. */
export type Told = 'status' | 'atRest' | 'moving';

/** Since when something waits to be told, by key. */
export interface Telling {
  /** Milliseconds until it is to be told; the first question starts the wait. */
  left(key: string, told: Told): number;
  /** It was told, or there is nothing left to tell. */
  over(key: string): void;
}

interface Wait {
  since: number;
  /** Since when the workload is at rest. */
  atRest: number | undefined;
}

export const createTelling = (clock: Clock): Telling => {
  const waits = new Map<string, Wait>();

  /** Epoch ms. */
  const moment = ({ since, atRest }: Wait, told: Told): number => {
    const turn = Math.min(waits.size * eachMs, longestTurnMs);
    if (told === 'status') return since + Math.max(statusWithinMs, turn);
    const last = since + Math.max(noteWithinMs.moving, turn);
    return atRest === undefined ? last : Math.min(last, atRest + Math.max(noteWithinMs.atRest, turn));
  };

  return {
    left: (key, told) => {
      const now = clock.now();
      const { since = now, atRest = now } = waits.get(key) ?? {};
      const wait: Wait = { since, atRest: told === 'atRest' ? atRest : undefined };
      waits.set(key, wait);
      return Math.max(0, moment(wait, told) - now);
    },
    over: (key) => void waits.delete(key),
  };
};
