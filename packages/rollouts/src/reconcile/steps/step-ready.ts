import { nextBatchIndex } from '../../api/index.ts';
import { stepTo } from './step.ts';
import type { RunStep } from './step.ts';

/** On to the next step, or to the end. */
export const stepReady: RunStep = (context) => {
  const { seen, index, count } = context;
  if (index >= count) return { state: stepTo(context, 'Completed') };
  const nextStepIndex = nextBatchIndex(seen.rollout, index + 1);
  return { state: { ...stepTo(context, 'BeforeStepUpgrade'), currentStepIndex: index + 1, nextStepIndex } };
};
