import { hasReached, runUpTo } from '../release-plan.ts';
import { replacesAllPods } from './coverage.ts';
import { stepTo } from './step.ts';
import type { RunStep } from './step.ts';

/** Has the BatchRelease run the step's Pods, and waits for them. */
export const stepUpgrade: RunStep = (context) => {
  const { seen, state, index, count } = context;
  const wish = {
    step: index,
    rolloutId: state.observedRolloutID ?? '',
    rollingBack: seen.workload?.inRollback === true,
  };
  const where = `Rollout is in step(${index}/${count}), and upgrade workload to new version`;
  const { phase, message: problem } = seen.release?.status ?? {};
  // A BatchRelease that cannot begin says why; nothing else would.
  const message = phase === 'Preparing' && problem ? `${where}: ${problem}` : where;
  if (!hasReached(seen.rollout, seen.release, wish))
    return { state, message, writes: runUpTo(seen.rollout, seen.release, wish) };
  const next = replacesAllPods(context) ? 'StepMetricsAnalysis' : 'StepTrafficRouting';
  return {
    state: { ...stepTo(context, next), podTemplateHash: seen.workload?.podTemplateHash ?? state.podTemplateHash },
    message,
    events: [`upgrade step(${index}) canary pods with new versions done`],
  };
};
