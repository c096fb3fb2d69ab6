import { toTime } from '@binnacle/kube/api';
import type { RolloutStep, StepState } from '../../api/index.ts';
import type { Write } from '../../cluster/write.ts';
import type { Seen } from '../seen.ts';
import type { ReleaseState } from '../state.ts';

/** One step of the plan as its states see it. */
export interface StepContext {
  seen: Seen;
  state: ReleaseState;
  step: RolloutStep;
  /** From 1. */
  index: number;
  count: number;
}

/** What a step state decides: the state after it, and what to write and say. */
export interface StepResult {
  state: ReleaseState;
  writes?: readonly Write[];
  /** Becomes status.message. */
  message?: string;
  events?: readonly string[];
  /** What holds the step up, in words. */
  problem?: string;
  requeueAfterMs?: number;
}

/** One file for each state; pure. */
export type RunStep = (context: StepContext) => StepResult;

export const stepTo = ({ state, seen }: StepContext, next: StepState): ReleaseState => ({
  ...state,
  currentStepState: next,
  lastUpdateTime: toTime(seen.now),
});

/** Traffic was changed: the grace period begins. */
export const touched = ({ state, seen }: StepContext, writes: readonly Write[]): StepResult => ({
  state: { ...state, lastUpdateTime: toTime(seen.now) },
  writes,
  requeueAfterMs: (seen.traffic?.gracePeriodSeconds ?? 0) * 1000,
});
