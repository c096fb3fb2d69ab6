/** What people do to a release under way: they write its status. Source: rollouts-behaviour §7.1. */
import { progressOf, type CommonStatus, type Progress, type Rollout } from '@binnacle/rollouts/api';
import { sleep, type Clock } from '@binnacle/kube/clock';
import type { CallContext, Operation } from '../operation.ts';
import { Type } from 'typebox';
import { invalidField } from '../errors.ts';
import { retryOnConflict } from '../resources/index.ts';
import { refused } from './errors.ts';
import { followToTheEnd } from './follow.ts';
import { rolloutAction } from './operation.ts';
import { readRollout } from './served.ts';
import type { JumpInput, RolloutActionOutput, RolloutInput } from './types.ts';
import { writeStatus } from './write-status.ts';

export interface StepOperations {
  promote: Operation<RolloutInput, RolloutActionOutput>;
  approve: Operation<RolloutInput, RolloutActionOutput>;
  retry: Operation<RolloutInput, RolloutActionOutput>;
  jump: Operation<JumpInput, RolloutActionOutput>;
}

export const createStepOperations = (clock: Clock): StepOperations => ({
  promote: rolloutAction({ id: 'rollouts.promote', summary: 'Go on past the step that waits' }, (input, context) =>
    inOneStep(input, context, { clock, plan: promoted }),
  ),
  approve: rolloutAction(
    { id: 'rollouts.approve', summary: 'Go to the last step and through it, with no further pause' },
    async (input, context) => {
      const outcome = await inOneStep(input, context, { clock, plan: approved });
      followToTheEnd(input, context.cluster, clock);
      return outcome;
    },
  ),
  retry: rolloutAction({ id: 'rollouts.retry', summary: 'Run the current step again' }, (input, context) =>
    inOneStep(input, context, { clock, plan: retried }),
  ),
  jump: rolloutAction<JumpInput>(
    {
      id: 'rollouts.jump',
      summary: 'Go to another step, forwards or back',
      fields: { step: Type.Integer({ minimum: 1, maximum: 1_000 }) },
    },
    (input, context) => inOneStep(input, context, { clock, plan: jumpedTo(input.step) }),
  ),
});

/** What to write to the status of the style, and what to say of it. */
interface Plan {
  write: Partial<CommonStatus>;
  message: string;
}

const describe = ({ metadata }: Rollout): string => `rollout "${metadata.name}"`;

/** Throws RolloutNotPromotable unless a release is on its way through its steps. */
const inSteps = (rollout: Rollout): Progress => {
  const progress = progressOf(rollout);
  if (progress === undefined || !progress.inSteps || progress.status.currentStepState === 'Completed')
    throw refused('RolloutNotPromotable', `${describe(rollout)} is not releasing anything`);
  return progress;
};

const promoted = (rollout: Rollout): Plan => {
  const { step, steps, status } = inSteps(rollout);
  if (status.currentStepState !== 'StepPaused')
    throw refused(
      'RolloutNotPromotable',
      `${describe(rollout)} is not waiting: step ${step} of ${steps} is ${status.currentStepState}`,
    );
  return { write: { currentStepState: 'StepReady' }, message: `step ${step} of ${steps} was confirmed` };
};

/**
 * A controller takes `nextStepIndex` for a jump only where it is another than the one it wrote itself: to the very next step,
 * a release goes by being confirmed.
 */
const towards = (target: number, { step, status }: Progress): Partial<CommonStatus> => {
  const confirmed: Partial<CommonStatus> =
    (target === step || target === step + 1) && status.currentStepState === 'StepPaused'
      ? { currentStepState: 'StepReady' }
      : {};
  return target === step ? confirmed : { ...confirmed, nextStepIndex: target };
};

const approved = (rollout: Rollout): Plan => {
  const progress = inSteps(rollout);
  return { write: towards(progress.steps, progress), message: `going through step ${progress.steps}, the last` };
};

const retried = (rollout: Rollout): Plan => {
  const { step, steps } = inSteps(rollout);
  return { write: { nextStepIndex: step }, message: `step ${step} of ${steps} runs again` };
};

const jumpedTo =
  (target: number) =>
  (rollout: Rollout): Plan => {
    const progress = inSteps(rollout);
    const { step, steps } = progress;
    if (target > steps) throw invalidField('step', `must be from 1 to ${steps}`);
    if (target === step) return retried(rollout);
    return { write: towards(target, progress), message: `going to step ${target} of ${steps}` };
  };

interface Step {
  clock: Clock;
  plan: (rollout: Rollout) => Plan;
}

/** A controller that wrote its own copy over ours is told again, this often at most. */
const attempts = 5;
/** Milliseconds in which such a copy shows. */
const overwriteMs = 300;

/**
 * Writes the plan against the version that it was made from, so that of two people who press at once one is told that nothing
 * waits any more; then looks whether the controller's own write was laid over it.
 */
const inOneStep = async (
  input: RolloutInput,
  context: CallContext,
  { clock, plan }: Step,
): Promise<RolloutActionOutput> => {
  for (let attempt = 1; ; attempt++) {
    const { before, made } = await retryOnConflict(async () => {
      const rollout = await readRollout(input, context);
      const next = plan(rollout);
      if (Object.keys(next.write).length > 0) await writeStatus(rollout, next.write, context);
      return { before: rollout, made: next };
    });
    if (Object.keys(made.write).length === 0 || attempt === attempts) return { message: made.message };
    await sleep(clock, overwriteMs, context.signal);
    if (!isOverwritten(before, await readRollout(input, context))) return { message: made.message };
  }
};

/** The step, its state, where it goes next and since when are as before our write: somebody put the old status back. */
const isOverwritten = (before: Rollout, after: Rollout): boolean => {
  const fields = (rollout: Rollout) => {
    const { currentStepIndex, currentStepState, nextStepIndex, lastUpdateTime } = progressOf(rollout)?.status ?? {};
    return JSON.stringify([currentStepIndex, currentStepState, nextStepIndex, lastUpdateTime]);
  };
  return after.metadata.resourceVersion !== before.metadata.resourceVersion && fields(before) === fields(after);
};
