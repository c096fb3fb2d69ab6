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

  it.each([
    ['the state of the step', rollout({ currentStepState: 'StepPaused' })],
    ['the step', rollout({ currentStepIndex: 2 })],
    ['the revision', rollout({ canaryRevision: 'v3' })],
    ['the phase', rollout({}, { phase: 'Healthy' })],
    ['its own message, which says what is wrong', rollout({}, { message: 'the Service is missing' })],
  ])('is not %s', (...[, status]) => {
    expect(sameRollout(rollout({}), status)).toBe(false);
  });

  it('of a BatchRelease is counts, and whether its batch is written or looked at', () => {
    expect(sameRelease(release({}), release({ batchState: 'Verifying', updatedReplicas: 3 }))).toBe(true);
    expect(sameRelease(release({}), release({ batchState: 'Ready' }))).toBe(false);
    expect(sameRelease(release({}), release({ currentBatch: 1 }))).toBe(false);
    expect(sameRelease(release({}), { message: 'by hand' } as BatchReleaseStatus)).toBe(false);
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
});
