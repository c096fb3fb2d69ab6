/** The steps were changed while they run (rules §2.6 row 5). */
import { toTime } from '@binnacle/kube/api';
import { ceilOf, nextBatchIndex, stepAt, stepsOf } from '../api/index.ts';
import { jump } from './jump.ts';
import { planHash } from './plan-hash.ts';
import type { Seen } from './seen.ts';
import type { ReleaseState } from './state.ts';

/** The step, from 1, that fits the Pods wanted so far: the current one first, then all in order, else the last. */
export const stepForPlan = (state: ReleaseState, { rollout, release, workload }: Seen): number => {
  const plan = release?.spec.releasePlan;
  const replicas = workload?.replicas ?? 0;
  const wanted = ceilOf(plan?.batches?.[plan.batchPartition ?? 0]?.canaryReplicas, replicas);
  const count = stepsOf(rollout).length;
  const current = state.currentStepIndex ?? 1;
  const candidates = [current, ...Array.from({ length: count }, (_, i) => i + 1)].filter((index) => index <= count);
  return candidates.find((index) => ceilOf(stepAt(rollout, index)?.replicas, replicas) >= wanted) ?? count;
};

export const withChangedPlan = (state: ReleaseState, seen: Seen): ReleaseState => {
  const target = stepForPlan(state, seen);
  const changed = { ...state, rolloutHash: planHash(seen.rollout), lastUpdateTime: toTime(seen.now) };
  const wished = { ...changed, nextStepIndex: target };
  if (target === nextBatchIndex(seen.rollout, state.currentStepIndex ?? 1))
    return { ...wished, currentStepState: 'StepReady' };
  return jump(wished, seen) ?? wished;
};
