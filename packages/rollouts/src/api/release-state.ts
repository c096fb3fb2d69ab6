import { stepAt, weightOf } from './plan.ts';
import { progressOf } from './progress.ts';
import type { Rollout } from './rollout.ts';

/** What a Rollout is doing, in one word. Source: rollouts-behaviour §2.4–2.9. */
export type ReleaseState =
  /** Its workload is missing, or it has not been looked at yet. */
  | 'initial'
  | 'healthy'
  /** A change was caught; its first step has not begun. */
  | 'starting'
  /** Pods of the step are being replaced. */
  | 'upgrading'
  /** The step's share of requests is being moved. */
  | 'routing'
  /** Somebody has to confirm the step. */
  | 'waiting'
  /** The step ends by itself at a moment that is known. */
  | 'timed'
  /** Held by `spec.strategy.paused`, wherever it was. */
  | 'held'
  | 'rolling-back'
  /** All steps are done and what the release needed is being taken away. */
  | 'finishing'
  | 'disabled'
  | 'terminating';

const byReason: Readonly<Record<string, ReleaseState>> = {
  Initializing: 'starting',
  Paused: 'held',
  Cancelling: 'rolling-back',
  Finalising: 'finishing',
  Completed: 'finishing',
};

/**
 * Waiting is phase Progressing and step paused together: a status keeps its last step after a release is over. A held release
 * goes on once it is resumed, whatever its step says.
 */
export const releaseStateOf = (rollout: Rollout): ReleaseState => {
  const { status, spec, metadata } = rollout;
  if (metadata.deletionTimestamp !== undefined || status?.phase === 'Terminating') return 'terminating';
  if (status?.phase === 'Disabled' || status?.phase === 'Disabling') return 'disabled';
  if (status?.phase === 'Healthy') return 'healthy';
  if (status?.phase !== 'Progressing') return 'initial';
  const reason = status.conditions?.find(({ type }) => type === 'Progressing')?.reason ?? '';
  const named = byReason[reason];
  if (named !== undefined) return named;
  if (spec.strategy.paused === true) return 'held';
  const progress = progressOf(rollout);
  switch (progress?.status.currentStepState) {
    case 'StepPaused':
      return stepAt(rollout, progress.step)?.pause?.duration === undefined ? 'waiting' : 'timed';
    case 'StepTrafficRouting':
    case 'StepMetricsAnalysis':
      return 'routing';
    case 'StepReady':
    case 'Completed':
      return progress.step >= progress.steps ? 'finishing' : 'upgrading';
    default:
      return 'upgrading';
  }
};

/** When a timed step goes on, in epoch ms; undefined for any other. */
export const resumesAt = (rollout: Rollout): number | undefined => {
  if (releaseStateOf(rollout) !== 'timed') return undefined;
  const progress = progressOf(rollout);
  const duration = stepAt(rollout, progress?.step ?? 0)?.pause?.duration;
  const since = Date.parse(progress?.status.lastUpdateTime ?? '');
  return duration === undefined || Number.isNaN(since) ? undefined : since + duration * 1_000;
};

/** Share of the requests, in percent, that the current step sends to the new revision; undefined when it routes none. */
export const askedWeight = (rollout: Rollout): number | undefined => {
  const progress = progressOf(rollout);
  if (rollout.status?.phase !== 'Progressing' || progress === undefined) return undefined;
  const routed = ['StepMetricsAnalysis', 'StepPaused', 'StepReady', 'Completed', 'StepTrafficRouting'];
  // Until its own traffic is moved, a step has that of the one before.
  const step = routed.includes(progress.status.currentStepState) ? progress.step : progress.step - 1;
  return weightOf(stepAt(rollout, step) ?? {});
};
