/** Progressing, reason InRolling: the cases in their order (rules §2.6). */
import { toTime } from '@binnacle/kube/api';
import type { RolloutStatus } from '../api/index.ts';
import { annotations, isBlueGreen, nextBatchIndex, trafficRefOf } from '../api/index.ts';
import { withProgress } from './conditions.ts';
import { runInOrder } from './finalise.ts';
import { planHash } from './plan-hash.ts';
import { withChangedPlan } from './plan-change.ts';
import type { Next, Seen, WorkloadView } from './seen.ts';
import { withoutState, withState } from './state.ts';
import type { ReleaseState } from './state.ts';
import { runStep } from './steps/run-step.ts';

interface Rolling {
  status: RolloutStatus;
  state: ReleaseState;
  workload: WorkloadView;
  seen: Seen;
}

const quiet = { writes: [], events: [] } as const;

const rollsBackInBatch = ({ rollout, workload }: Seen): boolean =>
  rollout.metadata.annotations?.[annotations.rollbackInBatch] === 'true' &&
  trafficRefOf(rollout) === undefined &&
  workload?.canRollBackInBatch === true;

export const inRolling = (rolling: Rolling): Next => {
  const { seen, state, status, workload } = rolling;
  const { rollout, now } = seen;
  const newRevision = workload.canaryRevision !== state.updatedRevision;
  const inBatch = rollsBackInBatch(seen);
  // Also where every Pod is of the stable revision still, or again: none was updated, or the new ones stand beside them.
  const inRollback =
    workload.inRollback || (!!state.stableRevision && workload.canaryRevision === state.stableRevision);
  if (newRevision && inRollback && !inBatch) return cancel(rolling);
  if (rollout.spec.strategy.paused === true)
    return {
      ...quiet,
      status: withProgress(
        status,
        { reason: 'Paused', message: 'Rollout has been paused, you can resume it by kube-cli' },
        now,
      ),
    };
  if (newRevision && inRollback) return startOver(rolling);
  if (newRevision) return isBlueGreen(rollout) ? refuse(rolling) : restart(rolling);
  if (planHash(rollout) !== state.rolloutHash) return { ...quiet, status: put(rolling, withChangedPlan(state, seen)) };
  if (state.currentStepState === 'Completed') {
    const message = 'Rollout has been completed and some closing work is being done';
    return {
      ...quiet,
      status: withProgress(put(rolling, { ...state, finalisingStep: '' }), { reason: 'Finalising', message }, now),
    };
  }
  const { state: after, writes = [], events = [], problem, message = problem, requeueAfterMs } = runStep(state, seen);
  return {
    status: { ...put(rolling, after), ...(message === undefined ? {} : { message }) },
    writes,
    events,
    ...(problem === undefined ? {} : { problem }),
    ...(requeueAfterMs === undefined ? {} : { requeueAfterMs }),
  };
};

const put = ({ status, seen }: Rolling, state: ReleaseState): RolloutStatus =>
  withState(status, state, isBlueGreen(seen.rollout));

/** Row 1. */
const cancel = (rolling: Rolling): Next => {
  const { state, workload, seen } = rolling;
  const message = 'The workload has been rolled back and the rollout process will be canceled';
  const status = put(rolling, { ...state, updatedRevision: workload.canaryRevision, finalisingStep: '' });
  return {
    status: withProgress(status, { reason: 'Cancelling', message }, seen.now),
    writes: [],
    events: ['workload has been rollback, then rollout is canceled'],
  };
};

/** Row 3: back, batch by batch. */
const startOver = (rolling: Rolling): Next => {
  const { state, workload, seen } = rolling;
  return {
    ...quiet,
    status: put(rolling, {
      ...state,
      currentStepIndex: 1,
      nextStepIndex: nextBatchIndex(seen.rollout, 1),
      updatedRevision: workload.canaryRevision,
      currentStepState: 'BeforeStepUpgrade',
      rolloutHash: planHash(seen.rollout),
      lastUpdateTime: toTime(seen.now),
    }),
  };
};

const continuous = 'workload continuous publishing canaryRevision, then restart publishing';

/** Row 4: the canary of the revision before goes, then all begins again. */
const restart = (rolling: Rolling): Next => {
  const { state, status, seen } = rolling;
  const order =
    seen.traffic === undefined
      ? (['ReleaseWorkloadControl'] as const)
      : (['FinalisingStepRouteTrafficToStable', 'ReleaseWorkloadControl', 'RemoveCanaryService'] as const);
  const started = order.some((step) => step === state.finalisingStep);
  const progress = runInOrder(order, started ? state : { ...state, finalisingStep: '' }, { seen, reason: 'Rollback' });
  const events = started ? [] : [continuous];
  if (!progress.done) return { ...progress, status: put(rolling, progress.state), events };
  const message = 'Workload is continuous release';
  return {
    status: withProgress(withoutState(status), { reason: 'Initializing', message }, seen.now),
    writes: [],
    events,
  };
};

/** Row 4b: a third revision would leave two half releases. */
const refuse = ({ status }: Rolling): Next => {
  const message = 'new version releasing detected in the progress of blue-green release, please rollback first';
  const known = status.message === message;
  return { status: { ...status, message }, writes: [], events: known ? [] : [continuous] };
};
