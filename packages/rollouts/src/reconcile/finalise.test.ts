import { describe, expect, it } from 'vitest';
import type { BatchRelease } from '../api/index.ts';
import { finalise } from './finalise.ts';
import type { FinaliseReason } from './finalise.ts';
import { at, marks, readyRelease, rolloutOf, seenOf, trafficOf } from './seen.fixture.ts';
import { stateOf } from './state.ts';
import type { Seen, Traffic } from './seen.ts';

const release = (): BatchRelease =>
  readyRelease(
    {
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'demo' },
      releasePlan: { batches: [], batchPartition: 0, enableExtraWorkloadForCanary: true },
    },
    1,
    0,
  );

/** Runs to the end with every change made as soon as it is asked for, and tells the steps that did something. */
const run = (style: 'Canary' | 'BlueGreen', reason: FinaliseReason): string[] => {
  const rollout = rolloutOf({ style });
  const pending = new Set<keyof Traffic>(['restoreStable', 'restoreRoutes', 'route', 'removeCanary']);
  let held: BatchRelease | undefined = release();
  let state = stateOf(rollout.status)!;
  const seenSteps: string[] = [];
  for (let now = 1_000_000; now < 2_000_000; now += 5000) {
    const traffic = trafficOf(Object.fromEntries([...pending].map((name) => [name, name])));
    const seen: Seen = seenOf(rollout, { traffic, release: held, now });
    const progress = finalise(state, seen, reason)!;
    state = progress.state;
    if (progress.done) return seenSteps;
    for (const write of progress.writes) {
      seenSteps.push(state.finalisingStep);
      if (write.type === 'patch') {
        const plan: BatchRelease['spec']['releasePlan'] = {
          ...held!.spec.releasePlan,
          batchPartition: null,
          finalizingPolicy: reason === 'Success' ? 'WaitResume' : 'Immediate',
        };
        held = {
          ...held!,
          spec: { ...held!.spec, releasePlan: plan },
          status: { ...held!.status!, phase: 'Completed' },
        };
      } else if (write.type === 'create') throw new Error('nothing is made at the end');
      else if (write.name === 'demo') held = undefined;
      else pending.delete(write.name as keyof Traffic);
    }
  }
  throw new Error('never done');
};

describe('§2.7 §2.12 orders', () => {
  const leave = [
    'RestoreStableService',
    'FinalisingStepRouteTrafficToStable',
    'RemoveCanaryService',
    'ResumeWorkload',
    'ReleaseWorkloadControl',
  ];
  it.each([
    ['§2.7', 'Canary', 'Success', leave],
    ['§2.7', 'Canary', 'Disable', leave],
    ['§2.7', 'Canary', 'Delete', leave],
    [
      '§2.7',
      'Canary',
      'Rollback',
      [
        'FinalisingStepRouteTrafficToStable',
        'ResumeWorkload',
        'ReleaseWorkloadControl',
        'RestoreStableService',
        'RemoveCanaryService',
      ],
    ],
    [
      '§2.12',
      'BlueGreen',
      'Success',
      [
        'FinalisingStepRouteTrafficToNew',
        'RestoreStableService',
        'ResumeWorkload',
        'FinalisingStepRouteTrafficToStable',
        'RemoveCanaryService',
        'ReleaseWorkloadControl',
      ],
    ],
    [
      '§2.12',
      'BlueGreen',
      'Rollback',
      [
        'FinalisingStepRouteTrafficToStable',
        'ResumeWorkload',
        'RestoreStableService',
        'RemoveCanaryService',
        'ReleaseWorkloadControl',
      ],
    ],
    ['§2.12', 'BlueGreen', 'Delete', leave],
  ] as const)('%s %s %s', (...[, style, reason, order]) => {
    expect(run(style, reason)).toEqual(order);
  });
});

it('§2.7 a step that changed traffic waits for its grace period, also after a restart', () => {
  const rollout = rolloutOf({ state: { finalisingStep: 'RestoreStableService', lastUpdateTime: at(-1) } });
  const seen = seenOf(rollout, { traffic: trafficOf({ restoreRoutes: 'routes' }) });
  const progress = finalise(stateOf(rollout.status), seen, 'Success')!;
  expect(progress).toMatchObject({ done: false, writes: [], requeueAfterMs: 2000 });
  expect(progress.state.finalisingStep).toBe('RestoreStableService');
});

it('§2.7 resume: Immediate or WaitResume, until the BatchRelease is Completed', () => {
  const rollout = rolloutOf({ state: { finalisingStep: 'ResumeWorkload' } });
  const progress = finalise(stateOf(rollout.status), seenOf(rollout, { release: release() }), 'Delete')!;
  expect(progress.writes).toMatchObject([
    { type: 'patch', patch: { spec: { releasePlan: { batchPartition: null, finalizingPolicy: 'Immediate' } } } },
  ]);
  expect(marks(progress.writes)).toEqual(['patch demo']);
});

it('§2.7 without a state there is nothing to do', () => {
  expect(finalise(undefined, seenOf(rolloutOf()), 'Delete')).toBeUndefined();
});
