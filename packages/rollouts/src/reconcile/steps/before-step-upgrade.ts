import { routesTraffic } from '../../api/index.ts';
import { graceLeftMs } from '../finalise.ts';
import { replacesAllPods } from './coverage.ts';
import { stepTo, touched } from './step.ts';
import type { RunStep } from './step.ts';

/** Makes the stable Service ready for Pods of two revisions, before there are any. */
export const beforeStepUpgrade: RunStep = (context) => {
  const { seen, state, step, index } = context;
  const upgrade = { state: stepTo(context, 'StepUpgrade') };
  const { traffic } = seen;
  if (traffic === undefined || !routesTraffic(step)) return upgrade;
  const full = replacesAllPods(context);
  const pins = !full && index === 1 && traffic.generatesService;
  if (!full && !pins) return upgrade;
  const writes = full ? traffic.restoreStable() : traffic.pinStable(state.stableRevision ?? '');
  if (writes.length > 0) return touched(context, writes);
  const left = graceLeftMs(state, seen);
  return left > 0 ? { state, requeueAfterMs: left } : upgrade;
};
