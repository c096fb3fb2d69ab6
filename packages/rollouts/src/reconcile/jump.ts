/** A user's wish in nextStepIndex (rules §2.11). */
import { toTime } from '@binnacle/kube/api';
import { ceilOf, nextBatchIndex, stepAt, stepsOf } from '../api/index.ts';
import type { Seen } from './seen.ts';
import type { ReleaseState } from './state.ts';

/** The state after the jump, or undefined when there is none to make. */
export const jump = (state: ReleaseState, seen: Seen): ReleaseState | undefined => {
  const { rollout, workload, now } = seen;
  const current = state.currentStepIndex ?? 1;
  const wish = state.nextStepIndex;
  const count = stepsOf(rollout).length;
  if (wish === nextBatchIndex(rollout, current) || wish <= 0 || wish > count) return undefined;
  const wanted = ceilOf(stepAt(rollout, wish)?.replicas, workload?.replicas ?? 0);
  const hasPods = current <= count && wanted === state.updatedReplicas;
  return {
    ...state,
    currentStepIndex: wish,
    nextStepIndex: nextBatchIndex(rollout, wish),
    currentStepState: hasPods ? 'StepTrafficRouting' : 'BeforeStepUpgrade',
    lastUpdateTime: toTime(now),
  };
};

/** A number that names no step does not stay in the status. */
export const withNextStep = (state: ReleaseState, { rollout }: Seen): ReleaseState => {
  const expected = nextBatchIndex(rollout, state.currentStepIndex ?? 1);
  const wish = state.nextStepIndex;
  const isStep = wish >= 1 && wish <= stepsOf(rollout).length;
  return isStep || wish === expected ? state : { ...state, nextStepIndex: expected };
};
