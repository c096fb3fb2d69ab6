import { stepTo } from './step.ts';
import type { RunStep } from './step.ts';

/** Asks whether the new Pods do well. */
export const stepMetricsAnalysis: RunStep = (context) => {
  const { seen, state, step, index, count } = context;
  const verdict = seen.analyse(step, seen.rollout);
  if (verdict.type === 'go') return { state: stepTo(context, 'StepPaused') };
  const words = verdict.type === 'wait' ? 'its analysis goes on' : 'its analysis has failed';
  return { state, message: `Rollout is in step(${index}/${count}), and ${words}: ${verdict.message}` };
};
