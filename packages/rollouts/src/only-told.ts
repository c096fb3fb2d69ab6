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
/**
 * Many releases together tell later what a single one tells soon: all statuses that wait share three writes a second,
 * all notes two, for other writes follow each. What is decided meanwhile takes the counts along.
 */
const statusTurnMs = 300;
const noteTurnMs = 500;
const longestTurnMs = 300_000;

/** How far it is follows from the plan and the workload: one that begins anew comes to the same, its end included. */
const decidedPhase = (phase: BatchPhase = 'Preparing'): BatchPhase =>
  phase === 'Finalizing' || phase === 'Completed' ? 'Progressing' : phase;

/** What a BatchRelease is about, and what it has to say. */
const decidedRelease = (status: Partial<BatchReleaseStatus>): object => {
  const { phase, message, conditions, stableRevision, updateRevision } = status;
  return { phase: decidedPhase(phase), message, conditions, stableRevision, updateRevision };
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
  // Begun anew from the step before, what it resumed is found resumed.
  finalisingStep: state.finalisingStep === 'ReleaseWorkloadControl' ? 'ResumeWorkload' : state.finalisingStep,
});

const decidedRollout = ({ canaryStatus, blueGreenStatus, ...status }: RolloutStatus): object => ({
  ...status,
  ...(canaryStatus && { canaryStatus: decidedState(canaryStatus) }),
  ...(blueGreenStatus && { blueGreenStatus: decidedState(blueGreenStatus) }),
});

/** Two statuses of a BatchRelease differ in how far it is at most. */
export const sameRelease = (a: BatchReleaseStatus, b: Partial<BatchReleaseStatus> = {}): boolean =>
  sameJson(decidedRelease(a), decidedRelease(b));

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
    const turn = Math.min(waits.size * (told === 'status' ? statusTurnMs : noteTurnMs), longestTurnMs);
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
