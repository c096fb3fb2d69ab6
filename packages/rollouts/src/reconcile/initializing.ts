/** Progressing, reason Initializing: the release begins (rules §2.5). */
import { toTime } from '@binnacle/kube/api';
import type { RolloutStatus } from '../api/index.ts';
import { isBlueGreen, nextBatchIndex } from '../api/index.ts';
import { withProgress } from './conditions.ts';
import { problemAgainMs } from './finalise.ts';
import { planHash } from './plan-hash.ts';
import { rolloutIdOf } from './rollout-id.ts';
import type { Next, Seen, WorkloadView } from './seen.ts';
import { emptyState, withoutState, withState } from './state.ts';

export const initializing = (status: RolloutStatus, seen: Seen, workload: WorkloadView): Next => {
  const { rollout, now } = seen;
  const state = {
    ...emptyState,
    observedWorkloadGeneration: workload.generation,
    rolloutHash: planHash(rollout),
    observedRolloutID: rolloutIdOf(workload),
    stableRevision: workload.stableRevision,
    updatedRevision: workload.canaryRevision,
    currentStepIndex: 1,
    nextStepIndex: nextBatchIndex(rollout, 1),
    currentStepState: 'BeforeStepUpgrade' as const,
    lastUpdateTime: toTime(now),
  };
  const reset = withState(withoutState(status), state, isBlueGreen(rollout));
  const missing = seen.traffic?.missing();
  if (missing !== undefined)
    return {
      status: { ...status, message: missing },
      writes: [],
      events: [],
      problem: missing,
      requeueAfterMs: problemAgainMs,
    };
  if (seen.shared !== undefined) {
    const hold = seen.shared.hold();
    if (hold === undefined || hold.length > 0) return { status, writes: hold ?? [], events: [] };
  }
  return {
    status: withProgress(reset, { reason: 'InRolling', message: 'Rollout is in Progressing' }, now),
    writes: [],
    events: [],
  };
};
