/** How a release is wound up: the orders of its steps, and what each does (rules §2.7, §2.12). */
import { fromTime, toTime } from '@binnacle/kube/api';
import type { FinalisingStep } from '../api/index.ts';
import { isBlueGreen } from '../api/index.ts';
import type { Write } from '../cluster/write.ts';
import { remove, resume } from './release-plan.ts';
import type { Seen } from './seen.ts';
import type { ReleaseState } from './state.ts';

export type FinaliseReason = 'Success' | 'Rollback' | 'Disable' | 'Delete';

const leave: readonly FinalisingStep[] = [
  'RestoreStableService',
  'FinalisingStepRouteTrafficToStable',
  'RemoveCanaryService',
  'ResumeWorkload',
  'ReleaseWorkloadControl',
];

const canaryOrders: Record<FinaliseReason, readonly FinalisingStep[]> = {
  Success: leave,
  Disable: leave,
  Delete: leave,
  Rollback: [
    'FinalisingStepRouteTrafficToStable',
    'ResumeWorkload',
    'ReleaseWorkloadControl',
    'RestoreStableService',
    'RemoveCanaryService',
  ],
};

const blueGreenOrders: Record<FinaliseReason, readonly FinalisingStep[]> = {
  Success: [
    'FinalisingStepRouteTrafficToNew',
    'RestoreStableService',
    'ResumeWorkload',
    'FinalisingStepRouteTrafficToStable',
    'RemoveCanaryService',
    'ReleaseWorkloadControl',
  ],
  Disable: leave,
  Delete: leave,
  Rollback: [
    'FinalisingStepRouteTrafficToStable',
    'ResumeWorkload',
    'RestoreStableService',
    'RemoveCanaryService',
    'ReleaseWorkloadControl',
  ],
};

export interface Progress {
  state: ReleaseState;
  done: boolean;
  writes: readonly Write[];
  requeueAfterMs?: number;
  /** What holds it up, in words. */
  problem?: string;
}

interface StepOutcome {
  done: boolean;
  writes: readonly Write[];
  problem?: string;
  /** Its writes need the grace period to spread. */
  graceful: boolean;
}

const traffic = (writes: readonly Write[] | { problem: string } = []): StepOutcome =>
  'problem' in writes
    ? { done: false, writes: [], graceful: true, problem: writes.problem }
    : { done: true, writes, graceful: true };

/** What a script or a route lacks may come without a sign that a watch would give. */
export const problemAgainMs = 10_000;

const outcomeOf = (step: FinalisingStep, seen: Seen, reason: FinaliseReason): StepOutcome => {
  switch (step) {
    case 'RestoreStableService':
      return traffic(seen.traffic?.restoreStable());
    case 'FinalisingStepRouteTrafficToStable':
      return traffic(seen.traffic?.restoreRoutes());
    case 'FinalisingStepRouteTrafficToNew':
      return traffic(seen.traffic?.route({ traffic: '100%' }));
    case 'RemoveCanaryService':
      return { ...traffic(seen.traffic?.removeCanary()), graceful: false };
    case 'ResumeWorkload':
      return { ...resume(seen.release, reason === 'Success' ? 'WaitResume' : 'Immediate'), graceful: false };
    case 'ReleaseWorkloadControl':
      return { ...remove(seen.release), graceful: false };
    default:
      return { done: true, writes: [], graceful: false };
  }
};

/** How long until what was last changed has had its grace period; 0 when it has. */
export const graceLeftMs = (state: ReleaseState, { traffic: seenTraffic, now }: Seen): number => {
  const changed = fromTime(state.lastUpdateTime);
  if (changed === undefined || seenTraffic === undefined) return 0;
  return Math.max(0, changed + seenTraffic.gracePeriodSeconds * 1000 - now);
};

/**
 * Runs the steps in order, from the one under way. A step that changed traffic is done when nothing is left to change and
 * the grace period since is over; the moment is kept in the status, so that a restarted controller keeps the promise too.
 */
export const runInOrder = (
  order: readonly FinalisingStep[],
  state: ReleaseState,
  { seen, reason }: { seen: Seen; reason: FinaliseReason },
): Progress => {
  if (state.finalisingStep === 'END') return { state, done: true, writes: [] };
  const start = Math.max(0, order.indexOf(state.finalisingStep));
  for (const step of order.slice(start)) {
    const { done, writes, graceful, problem } = outcomeOf(step, seen, reason);
    const at = { ...state, finalisingStep: step };
    if (problem !== undefined) return { state: at, done: false, writes, problem, requeueAfterMs: problemAgainMs };
    if (writes.length > 0) {
      if (!graceful) return { state: at, done: false, writes };
      const graceMs = (seen.traffic?.gracePeriodSeconds ?? 0) * 1000;
      return { state: { ...at, lastUpdateTime: toTime(seen.now) }, done: false, writes, requeueAfterMs: graceMs };
    }
    if (!done) return { state: at, done: false, writes: [] };
    const left = graceful && state.finalisingStep === step ? graceLeftMs(state, seen) : 0;
    if (left > 0) return { state: at, done: false, writes: [], requeueAfterMs: left };
  }
  return { state: { ...state, finalisingStep: 'END' }, done: true, writes: [] };
};

/** Lets the workload and the shared traffic go, then runs the order of this reason. Without a state there is nothing to do. */
export const finalise = (state: ReleaseState | undefined, seen: Seen, reason: FinaliseReason): Progress | undefined => {
  if (state === undefined) return undefined;
  const orders = isBlueGreen(seen.rollout) ? blueGreenOrders : canaryOrders;
  const progress = runInOrder(orders[reason], state, { seen, reason });
  const letGo = [...(seen.workload?.letGo ?? []), ...(seen.shared?.letGo() ?? [])];
  return { ...progress, done: progress.done && letGo.length === 0, writes: [...letGo, ...progress.writes] };
};
