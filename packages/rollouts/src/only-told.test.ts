import { describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import type { BatchReleaseStatus, CanaryStatus, RolloutStatus } from './api/index.ts';
import { createTelling, sameRelease, sameRollout } from './only-told.ts';

const canary: CanaryStatus = {
  podTemplateHash: '',
  currentStepIndex: 1,
  nextStepIndex: 2,
  currentStepState: 'StepUpgrade',
  finalisingStep: '',
  canaryRevision: 'v2',
  canaryReplicas: 1,
  canaryReadyReplicas: 0,
};
const rollout = (sub: Partial<CanaryStatus>, more: Partial<RolloutStatus> = {}): RolloutStatus => ({
  phase: 'Progressing',
  currentStepIndex: 1,
  currentStepState: 'StepUpgrade',
  canaryStatus: { ...canary, ...sub },
  ...more,
});
const release = (batch: Partial<BatchReleaseStatus['canaryStatus']>): BatchReleaseStatus => ({
  phase: 'Progressing',
  canaryStatus: { currentBatch: 0, batchState: 'Upgrading', ...batch },
  observedWorkloadReplicas: 5,
});

describe('what is only told', () => {
  it.each([
    ['counts', { canaryReplicas: 2, canaryReadyReplicas: 2 }],
    ['what the BatchRelease is at', { message: 'BatchRelease is at state Verifying' }],
    ['the generation of the workload', { observedWorkloadGeneration: 7 }],
    ['the hash of the new Pods', { podTemplateHash: 'v2' }],
  ] as const)('%s of a Rollout', (...[, sub]) => {
    expect(sameRollout(rollout({}), rollout(sub))).toBe(true);
  });

  it('that the workload is let go once it was resumed', () => {
    const resumed = rollout({ finalisingStep: 'ResumeWorkload' });
    expect(sameRollout(rollout({ finalisingStep: 'ReleaseWorkloadControl' }), resumed)).toBe(true);
    expect(sameRollout(rollout({ finalisingStep: 'ReleaseWorkloadControl' }), rollout({}))).toBe(false);
    expect(sameRollout(rollout({ finalisingStep: 'END' }), resumed)).toBe(false);
  });

  it.each([
    ['the state of the step', rollout({ currentStepState: 'StepPaused' })],
    ['the step', rollout({ currentStepIndex: 2 })],
    ['the step of winding up', rollout({ finalisingStep: 'ResumeWorkload' })],
    ['when traffic was changed', rollout({ lastUpdateTime: '2026-01-01T00:00:00Z' })],
    ['the revision', rollout({ canaryRevision: 'v3' })],
    ['the phase', rollout({}, { phase: 'Healthy' })],
    ['its own message, which says what is wrong', rollout({}, { message: 'the Service is missing' })],
  ])('is not %s', (...[, status]) => {
    expect(sameRollout(rollout({}), status)).toBe(false);
  });

  const moved = (batch: Parameters<typeof release>[0], more: Partial<BatchReleaseStatus>) => ({
    ...release(batch),
    ...more,
  });

  it.each([
    ['its beginning', moved({}, { phase: 'Preparing', observedGeneration: 1 }), undefined],
    ['its counts', release({ batchState: 'Verifying', updatedReplicas: 3 }), release({})],
    [
      'counts of a batch that is ready',
      release({ batchState: 'Ready', updatedReadyReplicas: 4 }),
      release({ batchState: 'Ready' }),
    ],
    ['a batch begun', moved({ currentBatch: 1 }, { observedReleasePlanHash: 'new' }), release({ batchState: 'Ready' })],
    ['a scale on its way', moved({}, { observedWorkloadReplicas: 8 }), release({})],
    ['a batch that is ready', release({ batchState: 'Ready' }), release({})],
    ['a batch that is ready no more', release({}), release({ batchState: 'Ready' })],
    ['that its workload is being given back', moved({}, { phase: 'Finalizing', observedGeneration: 2 }), release({})],
    ['that its workload is given back', moved({}, { phase: 'Completed' }), moved({}, { phase: 'Finalizing' })],
  ] as const)('of a BatchRelease is %s', (...[, next, before]) => {
    expect(sameRelease(next, before)).toBe(true);
  });

  it.each([
    ['its phase', moved({}, { phase: 'Progressing' }), moved({}, { phase: 'Preparing' })],
    ['the revision it is about', moved({}, { updateRevision: 'v3' }), release({})],
    ['what is wrong', moved({}, { phase: 'Preparing', message: 'it cannot be released' }), undefined],
    ['what somebody has written', release({ batchState: 'Ready' }), { message: 'by hand' }],
  ] as const)('of a BatchRelease is not %s', (...[, next, before]) => {
    expect(sameRelease(next, before)).toBe(false);
  });
});

describe('telling', () => {
  it('waits from the first difference on, longer where more is to come, and anew once it was told', async () => {
    const clock = createManualClock();
    const telling = createTelling(clock);
    const first = telling.left('a', 'status');
    expect(telling.left('b', 'atRest')).toBeGreaterThan(first);
    expect(telling.left('b', 'moving')).toBeGreaterThan(telling.left('b', 'atRest'));
    await clock.advance(first - 1);
    expect(telling.left('a', 'status')).toBe(1);
    await clock.advance(1);
    expect(telling.left('a', 'status')).toBe(0);
    telling.over('a');
    expect(telling.left('a', 'status')).toBe(first);
  });

  it('waits for rest anew when Pods move again, but not for ever', async () => {
    const clock = createManualClock();
    const telling = createTelling(clock);
    const rest = telling.left('a', 'atRest');
    const most = telling.left('a', 'moving');
    for (let passed = 0; passed + rest < most; passed += rest - 1) {
      expect(telling.left('a', 'atRest')).toBe(rest);
      await clock.advance(rest - 1);
      expect(telling.left('a', 'moving')).toBe(most - passed - (rest - 1));
    }
    expect(telling.left('a', 'atRest')).toBeLessThan(rest);
  });

  it('shares its writes among all who wait', async () => {
    const clock = createManualClock();
    const telling = createTelling(clock);
    const alone = telling.left('0', 'status');
    for (let i = 1; i < 100; i += 1) telling.left(String(i), 'status');
    expect(telling.left('0', 'status')).toBe(30 * alone);
    expect(telling.left('0', 'atRest')).toBeGreaterThan(telling.left('0', 'status'));
    for (let i = 1; i < 100; i += 1) telling.over(String(i));
    expect(telling.left('0', 'status')).toBe(alone);
  });
});
