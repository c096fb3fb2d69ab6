import { fromTime } from '@binnacle/kube/api';
import { isBlueGreen } from '../../api/index.ts';
import { stepTo } from './step.ts';
import type { RunStep } from './step.ts';

/** Waits for a person, or for a time. */
export const stepPaused: RunStep = (context) => {
  const { seen, state, step, index, count } = context;
  const ready = { state: stepTo(context, 'StepReady') };
  // Nothing is left to decide, save in blue-green style, where the old Pods are still there. The literal text counts.
  if (!isBlueGreen(seen.rollout) && index === count && step.replicas === '100%') return ready;
  const where = `Rollout is in step(${index}/${count}), and`;
  const duration = step.pause?.duration;
  if (duration === undefined) return { state, message: `${where} you need manually confirm to enter the next step` };
  const left = (fromTime(state.lastUpdateTime) ?? 0) + duration * 1000 - seen.now;
  const message = `${where} wait duration(${duration} seconds) to enter the next step`;
  return left > 0 ? { state, message, requeueAfterMs: left } : { ...ready, message };
};
