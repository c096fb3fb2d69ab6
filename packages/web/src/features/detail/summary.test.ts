import { describe, expect, it } from 'vitest';
import { summaryOf } from './summary.ts';

const pod = (status: Record<string, unknown>) => ({ metadata: {}, spec: { containers: [{ name: 'app' }] }, status });
const deployment = (replicas: number, status: Record<string, unknown>, spec = {}) => ({
  metadata: {},
  spec: { replicas, ...spec },
  status,
});

describe('summaryOf a Pod', () => {
  it('says what a container waits for, and why', () => {
    const status = {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'app',
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } },
        },
      ],
    };
    expect(summaryOf(pod(status))).toEqual({
      tone: 'bad',
      text: 'CrashLoopBackOff',
      reason: 'app: back-off 40s restarting failed container',
    });
  });

  it('does not call a running Pod well that is not ready', () => {
    const conditions = [{ type: 'Ready', status: 'False', message: 'containers with unready status: [app]' }];
    expect(summaryOf(pod({ phase: 'Running', conditions }))).toEqual({
      tone: 'warn',
      label: 'summary.notReady',
      reason: 'containers with unready status: [app]',
    });
  });

  it('shows why a Pod is not scheduled', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }];
    expect(summaryOf(pod({ phase: 'Pending', conditions }))).toEqual({
      tone: 'busy',
      text: 'Pending',
      reason: '0/3 nodes are available',
    });
  });

  it('lets a finished Pod rest', () => {
    const conditions = [{ type: 'Ready', status: 'False', message: '', reason: 'PodCompleted' }];
    expect(summaryOf(pod({ phase: 'Succeeded', conditions }))).toMatchObject({
      tone: 'idle',
      text: 'Succeeded',
      reason: '',
    });
  });

  it('puts deletion first', () => {
    const object = {
      ...pod({ phase: 'Running' }),
      metadata: { deletionTimestamp: '2026-11-01T00:00:00Z', finalizers: ['a/b'] },
    };
    expect(summaryOf(object)).toEqual({ tone: 'busy', text: 'Terminating', reason: 'a/b' });
  });
});

describe('summaryOf a workload', () => {
  it.each([
    [deployment(3, { readyReplicas: 3, updatedReplicas: 3 }), { tone: 'ok', label: 'summary.ready', count: '3/3' }],
    [deployment(3, { readyReplicas: 3, updatedReplicas: 1 }), { tone: 'busy', label: 'summary.rolling', count: '3/3' }],
    [
      deployment(3, { readyReplicas: 1, updatedReplicas: 3 }),
      { tone: 'warn', label: 'summary.notReady', count: '1/3' },
    ],
    [deployment(3, { updatedReplicas: 3 }), { tone: 'bad', label: 'summary.notReady', count: '0/3' }],
    [deployment(0, {}), { tone: 'idle', label: 'summary.scaledToZero', count: '0/0' }],
    [deployment(2, { readyReplicas: 2 }, { paused: true }), { tone: 'warn', label: 'summary.paused' }],
    [
      deployment(2, {
        conditions: [{ type: 'Progressing', status: 'False', message: 'exceeded its progress deadline' }],
      }),
      { tone: 'bad', label: 'summary.stuck', reason: 'exceeded its progress deadline' },
    ],
  ])('%#', (object, expected) => {
    expect(summaryOf(object)).toMatchObject(expected);
  });
});

it('has no state for what has none', () => {
  expect(summaryOf({ metadata: {}, data: {} })).toBeUndefined();
});
