import { describe, expect, it } from 'vitest';
import type { BatchRelease, CanaryStatus, RolloutStep } from '../../api/index.ts';
import { nextRollout } from '../next-rollout.ts';
import { at, marks, percentSteps, readyRelease, rolloutOf, seenOf, trafficOf, workloadOf } from '../seen.fixture.ts';
import type { Seen } from '../seen.ts';

const routed: RolloutStep[] = [
  { replicas: 1, traffic: '20%', pause: {} },
  { replicas: '100%', traffic: '100%' },
];

/** Runs one pass at a step state and gives back what matters. */
const pass = (
  {
    style,
    steps,
    ...state
  }: Partial<CanaryStatus> & { style?: 'Canary' | 'Partition' | 'BlueGreen'; steps?: RolloutStep[] },
  change: Partial<Seen> = {},
) => {
  const rollout = rolloutOf({ state, ...(style ? { style } : {}), ...(steps ? { steps } : {}) });
  const { status, writes, events, requeueAfterMs } = nextRollout(seenOf(rollout, change));
  const sub = status.canaryStatus ?? status.blueGreenStatus!;
  return {
    state: sub.currentStepState,
    index: sub.currentStepIndex,
    next: sub.nextStepIndex,
    since: sub.lastUpdateTime,
    message: status.message,
    writes: marks(writes),
    events,
    requeueAfterMs,
    sub,
    all: writes,
  };
};

/** The BatchRelease that step `index` asks for, done. */
const releaseFor = (steps: RolloutStep[], index: number, updated: number): BatchRelease => {
  const { all } = pass({
    steps,
    currentStepState: 'StepUpgrade',
    currentStepIndex: index,
    nextStepIndex: index < steps.length ? index + 1 : -1,
  });
  const [write] = all;
  if (write?.type !== 'create') throw new Error('no BatchRelease was asked for');
  return readyRelease((write.object as BatchRelease).spec, updated, index - 1);
};

describe('§2.9 step machine', () => {
  it('§2.9 BeforeStepUpgrade: nothing to prepare without traffic', () => {
    expect(pass({ currentStepState: 'BeforeStepUpgrade' })).toMatchObject({
      state: 'StepUpgrade',
      since: at(0),
      writes: [],
    });
  });

  it('§2.9 BeforeStepUpgrade: step 1 pins the stable Service and gives it its grace period', () => {
    const before = { steps: routed, currentStepState: 'BeforeStepUpgrade' } as const;
    const pinning = pass(before, { traffic: trafficOf({ pinStable: 'pin' }) });
    expect(pinning).toMatchObject({
      state: 'BeforeStepUpgrade',
      writes: ['delete pin'],
      since: at(0),
      requeueAfterMs: 3000,
    });
    expect(pass({ ...before, lastUpdateTime: at(-1) }, { traffic: trafficOf() })).toMatchObject({
      state: 'BeforeStepUpgrade',
      requeueAfterMs: 2000,
    });
    expect(pass({ ...before, lastUpdateTime: at(-3) }, { traffic: trafficOf() }).state).toBe('StepUpgrade');
  });

  it('§2.9 BeforeStepUpgrade: a partition step over all Pods unpins first', () => {
    const result = pass(
      { style: 'Partition', steps: routed, currentStepIndex: 2, nextStepIndex: -1 },
      { traffic: trafficOf({ restoreStable: 'unpin', pinStable: 'pin' }) },
    );
    expect([result.state, result.writes]).toEqual(['BeforeStepUpgrade', ['delete unpin']]);
  });

  it('§2.9 StepUpgrade: makes the BatchRelease', () => {
    const result = pass({ currentStepState: 'StepUpgrade' });
    expect(result.message).toBe('Rollout is in step(1/3), and upgrade workload to new version');
    expect(result.all).toMatchObject([
      {
        type: 'create',
        object: {
          metadata: {
            name: 'demo',
            namespace: 'shop',
            ownerReferences: [{ kind: 'Rollout', name: 'demo', uid: 'u1', controller: true }],
          },
          spec: {
            workloadRef: { kind: 'Deployment', name: 'demo' },
            releasePlan: {
              batches: [{ canaryReplicas: '20%' }, { canaryReplicas: '50%' }, { canaryReplicas: '100%' }],
              batchPartition: 0,
              rolloutID: 'new2',
              rollingStyle: 'Canary',
              enableExtraWorkloadForCanary: true,
            },
          },
        },
      },
    ]);
  });

  it('§2.9 StepUpgrade: moves the BatchRelease on, and waits for it', () => {
    const steps = percentSteps('20%', '50%', '100%');
    const release = releaseFor(steps, 1, 2);
    const result = pass({ currentStepState: 'StepUpgrade', currentStepIndex: 2, nextStepIndex: 3 }, { release });
    expect(result.all).toMatchObject([{ type: 'patch', patch: { spec: { releasePlan: { batchPartition: 1 } } } }]);
    expect(result.state).toBe('StepUpgrade');
    expect(result.sub.message).toBe('BatchRelease is at state Ready, rollout-id new2, step 1');
  });

  it('§2.9 StepUpgrade: done', () => {
    const release = releaseFor(percentSteps('20%', '50%', '100%'), 1, 2);
    const result = pass({ currentStepState: 'StepUpgrade', podTemplateHash: '' }, { release });
    expect(result).toMatchObject({
      state: 'StepTrafficRouting',
      events: ['upgrade step(1) canary pods with new versions done'],
      sub: { canaryReplicas: 2, canaryReadyReplicas: 2, podTemplateHash: 'v2' },
    });
  });

  it.each([
    ['the plan is not observed', (r: BatchRelease) => (r.status!.observedReleasePlanHash = 'x')],
    ['the generation is not observed', (r: BatchRelease) => (r.metadata.generation = 2)],
    ['the batch is not ready', (r: BatchRelease) => (r.status!.canaryStatus.batchState = 'Verifying')],
    ['it is going away', (r: BatchRelease) => (r.metadata.deletionTimestamp = at(0))],
  ])('§2.9 StepUpgrade: not done while %s', (_why, change) => {
    const release = releaseFor(percentSteps('20%', '50%', '100%'), 1, 2);
    change(release);
    expect(pass({ currentStepState: 'StepUpgrade' }, { release }).state).toBe('StepUpgrade');
  });

  it('§2.9 §5.2 StepTrafficRouting: Services, grace period, routes', () => {
    const step = { steps: routed, currentStepState: 'StepTrafficRouting' } as const;
    const services = pass(step, { traffic: trafficOf({ services: 'services', route: 'route' }) });
    expect(services).toMatchObject({ state: 'StepTrafficRouting', writes: ['delete services'], since: at(0) });
    const soon = pass({ ...step, lastUpdateTime: at(-2) }, { traffic: trafficOf({ route: 'route' }) });
    expect(soon).toMatchObject({ writes: [], requeueAfterMs: 1000 });
    const routes = pass(step, { traffic: trafficOf({ route: 'route' }) });
    expect(routes).toMatchObject({ state: 'StepTrafficRouting', writes: ['delete route'], since: at(-60) });
    expect(pass(step, { traffic: trafficOf() }).state).toBe('StepMetricsAnalysis');
  });

  it('§2.9 StepMetricsAnalysis: goes on, waits or holds', () => {
    expect(pass({ currentStepState: 'StepMetricsAnalysis' }).state).toBe('StepPaused');
    expect(
      pass(
        { currentStepState: 'StepMetricsAnalysis' },
        { analyse: () => ({ type: 'fail', message: 'errors 5 % > 1 %' }) },
      ),
    ).toMatchObject({
      state: 'StepMetricsAnalysis',
      message: 'Rollout is in step(1/3), and its analysis has failed: errors 5 % > 1 %',
    });
  });

  it('§2.9 StepPaused: waits for a person', () => {
    expect(pass({ currentStepState: 'StepPaused' })).toMatchObject({
      state: 'StepPaused',
      message: 'Rollout is in step(1/3), and you need manually confirm to enter the next step',
      requeueAfterMs: undefined,
    });
  });

  it('§2.9 B51 StepPaused: waits for a time', () => {
    const steps: RolloutStep[] = [{ replicas: 1, pause: { duration: 10 } }, { replicas: 2 }];
    const at9 = pass({ steps, currentStepState: 'StepPaused', lastUpdateTime: at(-9) });
    expect(at9).toMatchObject({
      state: 'StepPaused',
      message: 'Rollout is in step(1/2), and wait duration(10 seconds) to enter the next step',
      requeueAfterMs: 1000,
    });
    expect(pass({ steps, currentStepState: 'StepPaused', lastUpdateTime: at(-10) }).state).toBe('StepReady');
  });

  it.each([
    ['Canary', '100%', 'StepReady'],
    ['Partition', '100%', 'StepReady'],
    ['Canary', 10, 'StepPaused'],
    ['BlueGreen', '100%', 'StepPaused'],
  ] as const)('§2.9 §2.10 StepPaused: last step, %s, replicas %s', (style, replicas, state) => {
    const steps = percentSteps(1, replicas);
    expect(pass({ style, steps, currentStepIndex: 2, nextStepIndex: -1, currentStepState: 'StepPaused' }).state).toBe(
      state,
    );
  });

  it('§2.9 StepReady: the next step, or the end', () => {
    expect(pass({ currentStepState: 'StepReady' })).toMatchObject({
      state: 'BeforeStepUpgrade',
      index: 2,
      next: 3,
      since: at(0),
    });
    expect(pass({ currentStepState: 'StepReady', currentStepIndex: 2, nextStepIndex: 3 })).toMatchObject({
      index: 3,
      next: -1,
    });
    expect(pass({ currentStepState: 'StepReady', currentStepIndex: 3, nextStepIndex: -1 }).state).toBe('Completed');
  });

  it('§2.9a: what the BatchRelease counts and says is taken over, and it is told the id', () => {
    const release = releaseFor(percentSteps('20%', '50%', '100%'), 1, 2);
    release.status!.message = 'pods are not ready';
    const { sub, all } = pass({ currentStepState: 'StepPaused', observedRolloutID: 'seven' }, { release });
    expect(sub).toMatchObject({
      canaryReplicas: 2,
      canaryReadyReplicas: 2,
      message: 'BatchRelease is at state Ready, rollout-id new2, step 1, pods are not ready',
    });
    expect(all).toEqual([]);
    const named = pass({ currentStepState: 'StepPaused' }, { release, workload: workloadOf({ rolloutId: 'seven' }) });
    expect(named.all).toMatchObject([{ type: 'patch', patch: { spec: { releasePlan: { rolloutID: 'seven' } } } }]);
  });

  it('§2.9b: the hash of the new Pods is taken once, when the workload has it', () => {
    const paused = { currentStepState: 'StepPaused' } as const;
    expect(pass({ ...paused, podTemplateHash: '' }).sub.podTemplateHash).toBe('v2');
    expect(pass({ ...paused, podTemplateHash: 'v1' }).sub.podTemplateHash).toBe('v1');
  });

  it('§2.9c: a jump comes before whatever the state would do', () => {
    const ready = { currentStepState: 'StepReady', nextStepIndex: 3 } as const;
    expect(pass(ready)).toMatchObject({ state: 'BeforeStepUpgrade', index: 3, next: -1, writes: [] });
  });

  it('§2.10 blue-green: every step goes through its routes, the full one too', () => {
    const steps: RolloutStep[] = [
      { replicas: '100%', traffic: '0%' },
      { replicas: '100%', traffic: '100%' },
    ];
    const last = { style: 'BlueGreen', steps, currentStepIndex: 2, nextStepIndex: -1 } as const;
    const traffic = trafficOf({ route: 'route' });
    expect(pass({ ...last, currentStepState: 'StepTrafficRouting' }, { traffic })).toMatchObject({
      state: 'StepTrafficRouting',
      writes: ['delete route'],
    });
  });

  it('§2.10 blue-green: the stable Service is pinned at step 1 when that routes, else later', () => {
    const pins = trafficOf({ pinStable: 'pin' });
    const first = (step: RolloutStep) =>
      pass(
        { style: 'BlueGreen', steps: [step, { replicas: '100%' }], currentStepState: 'BeforeStepUpgrade' },
        {
          traffic: pins,
        },
      );
    expect(first({ replicas: '50%', traffic: '0%' }).writes).toEqual(['delete pin']);
    expect(first({ replicas: '50%' })).toMatchObject({ state: 'StepUpgrade', writes: [] });
  });

  it('§2.9d B50: a step without traffic takes all of it back first', () => {
    const steps: RolloutStep[] = [routed[0]!, { replicas: '50%' }, { replicas: '100%' }];
    const second = { steps, currentStepIndex: 2, nextStepIndex: 3, currentStepState: 'BeforeStepUpgrade' } as const;
    const result = pass(second, { traffic: trafficOf({ restoreRoutes: 'routes', removeCanary: 'canary' }) });
    expect(result).toMatchObject({ state: 'BeforeStepUpgrade', writes: ['delete routes'] });
    expect(pass(second, { traffic: trafficOf() }).state).toBe('StepUpgrade');
  });
});

describe('§2.11 jump', () => {
  it.each([
    ['1→3', [1, 3, 1], ['10%', '30%', '100%'], [3, -1, 'BeforeStepUpgrade']],
    ['normal', [1, 2, 1], ['10%', '10%', '100%'], [1, 2, 'StepPaused']],
    ['same Pods', [1, 3, 4], ['40%', '40%', '40%'], [3, -1, 'StepTrafficRouting']],
    ['-1 of 2', [1, -1, 1], ['10%', '100%'], [1, 2, 'StepPaused']],
    ['5 of 2', [1, 5, 1], ['10%', '100%'], [1, 2, 'StepPaused']],
    ['0', [1, 0, 1], ['10%', '100%'], [1, 2, 'StepPaused']],
    ['from beyond the end', [5, 2, 10], ['10%', '100%'], [2, -1, 'BeforeStepUpgrade']],
    ['again', [1, 1, 1], ['10%', '100%'], [1, 2, 'StepTrafficRouting']],
    ['back', [3, 1, 10], ['10%', '30%', '100%'], [1, 2, 'BeforeStepUpgrade']],
  ] as const)('§2.11 §9.2 %s', (...[, [current, next, updated], replicas, expected]) => {
    const steps = percentSteps(...replicas);
    const result = pass({
      steps,
      currentStepIndex: current,
      nextStepIndex: next,
      canaryReplicas: updated,
      currentStepState: 'StepPaused',
    });
    expect([result.index, result.next, result.state]).toEqual(expected);
  });
});

describe('§2.6 row 5: plan change', () => {
  it.each([
    [['40%', '60%', '100%'], 0, ['20%', '50%', '100%'], 2],
    [['40%', '60%', '100%'], 0, ['20%', '40%', '100%'], 2],
    [['20%', '40%', '100%'], 1, ['40%', '60%', '100%'], 1],
    [['20%', '40%', '100%'], 0, ['10%', '30%', '100%'], 2],
    [['10%', '20%', '30%'], 0, ['10%', '10%'], 1],
  ] as const)('§9.2 BatchRelease %s at %s, steps %s → %s', (...[batches, partition, replicas, expected]) => {
    const release = releaseFor(percentSteps(...batches), partition + 1, 0);
    const result = pass(
      { steps: percentSteps(...replicas), rolloutHash: 'old', currentStepState: 'StepPaused', nextStepIndex: 9 },
      { release, workload: workloadOf() },
    );
    // The step after the current one is entered by way of StepReady.
    expect(result.state === 'StepReady' ? result.next : result.index).toBe(expected);
    expect(result.sub.rolloutHash).not.toBe('old');
  });

  it('§2.6 row 5: the next step already covers it', () => {
    const release = releaseFor(percentSteps('40%', '100%'), 1, 4);
    const result = pass(
      { steps: percentSteps('20%', '50%'), rolloutHash: 'old', currentStepState: 'StepPaused' },
      { release },
    );
    expect(result).toMatchObject({ state: 'StepReady', index: 1, next: 2 });
  });
});
