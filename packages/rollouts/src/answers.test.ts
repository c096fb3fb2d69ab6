import { describe, expect, it } from 'vitest';
import { createAnswers } from './answers.ts';
import type { BatchRelease, BatchReleaseStatus } from './api/index.ts';

const statusAt = (currentBatch: number): BatchReleaseStatus => ({
  phase: 'Progressing',
  canaryStatus: { currentBatch },
  observedWorkloadReplicas: 5,
});
const releaseOf = (uid: string): BatchRelease => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'BatchRelease',
  metadata: { name: 'demo', namespace: 'shop', uid },
  spec: {
    workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echo' },
    releasePlan: { enableExtraWorkloadForCanary: false },
  },
  status: statusAt(0),
});

describe('answers', () => {
  it('stand in for the status that is told later', () => {
    const answers = createAnswers();
    expect(answers.on('shop/demo', releaseOf('1')).status).toEqual(statusAt(0));
    expect(answers.put('shop/demo', releaseOf('1'), statusAt(1))).toBe(true);
    expect(answers.put('shop/demo', releaseOf('1'), statusAt(1))).toBe(false);
    expect(answers.on('shop/demo', releaseOf('1')).status).toEqual(statusAt(1));
    expect(answers.on('shop/other', releaseOf('1')).status).toEqual(statusAt(0));
    expect(answers.on('shop/demo', undefined)).toBeUndefined();
  });

  it('are of one BatchRelease, not of the next by that name', () => {
    const answers = createAnswers();
    answers.put('shop/demo', releaseOf('1'), statusAt(1));
    expect(answers.on('shop/demo', releaseOf('2')).status).toEqual(statusAt(0));
    expect(answers.put('shop/demo', releaseOf('2'), statusAt(1))).toBe(true);
    answers.forget('shop/demo');
    expect(answers.on('shop/demo', releaseOf('2')).status).toEqual(statusAt(0));
  });
});
