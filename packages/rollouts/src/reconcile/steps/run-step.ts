/** The step machine (rules §2.9, §2.10). */
import type { StepState } from '../../api/index.ts';
import { batchReleaseKind, routesTraffic, stepAt, stepsOf } from '../../api/index.ts';
import { patchOf } from '../../cluster/write.ts';
import { runInOrder } from '../finalise.ts';
import { jump, withNextStep } from '../jump.ts';
import type { Seen } from '../seen.ts';
import type { ReleaseState } from '../state.ts';
import { beforeStepUpgrade } from './before-step-upgrade.ts';
import { stepMetricsAnalysis } from './step-metrics-analysis.ts';
import { stepPaused } from './step-paused.ts';
import { stepReady } from './step-ready.ts';
import { stepTrafficRouting } from './step-traffic-routing.ts';
import { stepUpgrade } from './step-upgrade.ts';
import type { RunStep, StepResult } from './step.ts';

const states: Record<StepState, RunStep> = {
  '': beforeStepUpgrade,
  BeforeStepUpgrade: beforeStepUpgrade,
  StepUpgrade: stepUpgrade,
  StepTrafficRouting: stepTrafficRouting,
  StepMetricsAnalysis: stepMetricsAnalysis,
  StepPaused: stepPaused,
  StepReady: stepReady,
  Completed: ({ state }) => ({ state }),
};

/** (a) and (b): what the BatchRelease and the workload say goes into the state. */
const observed = (state: ReleaseState, { release, workload }: Seen): ReleaseState => {
  const podTemplateHash = state.podTemplateHash === '' ? (workload?.podTemplateHash ?? '') : state.podTemplateHash;
  const status = release?.status;
  if (status === undefined) return { ...state, podTemplateHash };
  const { batchState = '', currentBatch, updatedReplicas = 0, updatedReadyReplicas = 0 } = status.canaryStatus;
  const where = `BatchRelease is at state ${batchState}, rollout-id ${state.observedRolloutID ?? ''}, step ${currentBatch + 1}`;
  const message = status.message ? `${where}, ${status.message}` : where;
  return { ...state, podTemplateHash, updatedReplicas, updatedReadyReplicas, message };
};

/** A rollout id that changed while the Pods stay. */
const withRolloutId = ({ release }: Seen, id: string | undefined) =>
  release === undefined || id === undefined || release.spec.releasePlan.rolloutID === id
    ? []
    : [patchOf(batchReleaseKind, release, { spec: { releasePlan: { rolloutID: id } } })];

/** A step without traffic first takes what an earlier one routed back. */
const offRoutes = ['RestoreStableService', 'FinalisingStepRouteTrafficToStable', 'RemoveCanaryService'] as const;

export const runStep = (before: ReleaseState, seen: Seen): StepResult => {
  const state = withNextStep(observed(before, seen), seen);
  const jumped = jump(state, seen);
  if (jumped !== undefined) return { state: jumped };
  const index = state.currentStepIndex ?? 1;
  const step = stepAt(seen.rollout, index);
  if (step === undefined) return { state: { ...state, nextStepIndex: stepsOf(seen.rollout).length } };
  const id = withRolloutId(seen, state.observedRolloutID);
  if (seen.traffic !== undefined && !routesTraffic(step) && state.currentStepState !== 'Completed') {
    const off = runInOrder(offRoutes, state, { seen, reason: 'Success' });
    if (!off.done) return { ...off, writes: [...id, ...off.writes] };
  }
  const calm: ReleaseState = { ...state, finalisingStep: '' };
  const result = states[state.currentStepState]({
    seen,
    state: calm,
    step,
    index,
    count: stepsOf(seen.rollout).length,
  });
  // A plan that the step writes names the id too: written apart, the release would begin twice.
  const writes = result.writes ?? [];
  return { ...result, writes: writes.length > 0 ? writes : id };
};
