import { progressOf } from './progress.ts';
import { releaseStateOf } from './release-state.ts';
import type { Rollout } from './rollout.ts';

/** What people do to a release. Source: contract 000, "控制接口"; `jump` is beyond it. */
export const releaseActions = [
  'promote',
  'approve',
  'retry',
  'jump',
  'pause',
  'resume',
  'rollback',
  'undo',
  'setImage',
  'restart',
  'disable',
  'enable',
] as const;
export type ReleaseAction = (typeof releaseActions)[number];

/** Why an action would do nothing, or would be refused. */
export type Obstacle =
  | 'nothing-released'
  | 'not-waiting'
  | 'only-step'
  | 'held-already'
  | 'not-held'
  | 'disabled-already'
  | 'not-disabled'
  | 'rolling-back-already'
  | 'terminating';

/** Undefined when the action would do something. The server decides again, against the newest status. */
export const obstacleTo = (action: ReleaseAction, rollout: Rollout): Obstacle | undefined => {
  const state = releaseStateOf(rollout);
  if (state === 'terminating') return 'terminating';
  const progress = progressOf(rollout);
  const inSteps = progress?.inSteps === true && progress.status.currentStepState !== 'Completed';
  switch (action) {
    case 'promote':
      if (!inSteps) return 'nothing-released';
      return progress.status.currentStepState === 'StepPaused' ? undefined : 'not-waiting';
    case 'approve':
    case 'retry':
      return inSteps ? undefined : 'nothing-released';
    case 'jump':
      if (!inSteps) return 'nothing-released';
      return progress.steps > 1 ? undefined : 'only-step';
    case 'pause':
      return rollout.spec.strategy.paused === true ? 'held-already' : undefined;
    case 'resume':
      return rollout.spec.strategy.paused === true ? undefined : 'not-held';
    case 'rollback':
      if (state === 'rolling-back') return 'rolling-back-already';
      return rollout.status?.phase === 'Progressing' ? undefined : 'nothing-released';
    case 'disable':
      return rollout.spec.disabled === true ? 'disabled-already' : undefined;
    case 'enable':
      return rollout.spec.disabled === true ? undefined : 'not-disabled';
    case 'undo':
    case 'setImage':
    case 'restart':
      return undefined;
  }
};
