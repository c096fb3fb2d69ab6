/** The status that a pass starts from, before any phase acts (rules §2.4). */
import { findCondition } from '@binnacle/kube/api';
import type { Rollout, RolloutStatus } from '../api/index.ts';
import { isBlueGreen, stepsOf } from '../api/index.ts';
import { withoutCondition, withProgress, withRolloutCondition } from './conditions.ts';
import { planHash } from './plan-hash.ts';
import { rollbackId, rolloutIdOf } from './rollout-id.ts';
import type { Seen, WorkloadView } from './seen.ts';
import { emptyState, stateOf, withoutState, withState } from './state.ts';

const zero: RolloutStatus = { currentStepIndex: 0, currentStepState: '' };

export const calculate = ({ rollout, workload, now }: Seen): RolloutStatus => {
  const status: RolloutStatus = { ...zero, ...rollout.status, observedGeneration: rollout.metadata.generation ?? 0 };
  if (rollout.metadata.deletionTimestamp !== undefined) return terminating(status, now);
  const settled = withPhase(rollout, status);
  if (workload === undefined && settled.phase !== 'Disabled' && settled.phase !== 'Disabling')
    return {
      ...zero,
      observedGeneration: rollout.metadata.generation ?? 0,
      phase: 'Initial',
      message: 'Workload Not Found',
    };
  const observed = workload === undefined ? settled : observe(settled, workload, rollout);
  switch (settled.phase) {
    case 'Initial':
      return { ...observed, phase: 'Healthy', message: 'rollout is healthy' };
    case 'Healthy':
      return workload === undefined ? observed : healthy(observed, { rollout, workload, now });
    case 'Disabled':
      return rollout.spec.disabled === true
        ? observed
        : { ...observed, phase: 'Healthy', message: 'rollout is healthy' };
    default:
      return observed;
  }
};

/** Another order begins: a step of the one before must not be taken for progress in it. */
const fromTheFirstStep = (status: RolloutStatus): RolloutStatus => {
  const state = stateOf(status);
  return state === undefined ? status : withState(status, { ...state, finalisingStep: '' }, false);
};

/** Row 1. */
const terminating = (status: RolloutStatus, now: number): RolloutStatus => {
  if (status.phase === 'Terminating') return status;
  const message = 'Rollout is in terminating';
  const condition = { type: 'Terminating' as const, status: 'True' as const, reason: 'InTerminating', message };
  return { ...withRolloutCondition(fromTheFirstStep(status), condition, now), phase: 'Terminating' };
};

/** Rows 2 and 3. */
const withPhase = (rollout: Rollout, status: RolloutStatus): RolloutStatus => {
  const phase = status.phase ?? '';
  if (rollout.spec.disabled === true && phase !== 'Disabled' && phase !== 'Disabling')
    return phase === 'Progressing'
      ? { ...fromTheFirstStep(status), phase: 'Disabling', message: 'Disabling rollout, release resources' }
      : { ...status, phase: 'Disabled', message: 'Rollout is disabled' };
  return phase === '' ? { ...status, phase: 'Initial' } : status;
};

/** Row 5: a change of scale, or of the id, is taken in. */
const observe = (status: RolloutStatus, workload: WorkloadView, rollout: Rollout): RolloutStatus => {
  const state = stateOf(status);
  if (state === undefined || state.updatedRevision !== workload.canaryRevision) return status;
  const id = rolloutIdOf(workload);
  // A way back that has brought all Pods back is still the same release.
  const isWayBack = state.observedRolloutID === rollbackId(workload) && workload.rolloutId === undefined;
  const observed = {
    ...state,
    observedRolloutID: isWayBack && workload.inProgress ? rollbackId(workload) : id,
    observedWorkloadGeneration: workload.generation,
  };
  return withState(status, observed, isBlueGreen(rollout));
};

/** Rows 7 and 8. */
const healthy = (
  status: RolloutStatus,
  { rollout, workload, now }: { rollout: Rollout; workload: WorkloadView; now: number },
): RolloutStatus => {
  if (workload.inProgress) {
    const { conditions = [], ...rest } = withoutCondition(status, 'Succeeded');
    const old = findCondition(conditions, 'Progressing');
    // A new release's condition starts anew.
    const fresh = { ...rest, conditions: conditions.filter((condition) => condition !== old) };
    return {
      ...withProgress(fresh, { reason: 'Initializing', message: 'Rollout is in Progressing' }, now),
      phase: 'Progressing',
    };
  }
  if (stateOf(status) !== undefined) return status;
  const state = {
    ...emptyState,
    observedRolloutID: rolloutIdOf(workload),
    observedWorkloadGeneration: workload.generation,
    podTemplateHash: workload.podTemplateHash,
    stableRevision: workload.stableRevision,
    updatedRevision: workload.canaryRevision,
    rolloutHash: planHash(rollout),
    currentStepIndex: stepsOf(rollout).length,
    nextStepIndex: -1,
    currentStepState: 'Completed' as const,
  };
  return {
    ...withState(withoutState(status), state, isBlueGreen(rollout)),
    message: 'workload deployment is completed',
  };
};
