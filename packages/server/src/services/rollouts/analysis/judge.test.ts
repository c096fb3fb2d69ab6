import type { RevisionRequests } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';

const revision = (part: Partial<RevisionRequests> = {}): RevisionRequests => ({
  podTemplateHash: 'abc',
  requestsPerSecond: 2,
  successRate: 1,
  latencyP95: 0.1,
  series: { requests: [], success: [], latency: [] },
  ...part,
});
const statuses = (canary: RevisionRequests | null, stable: RevisionRequests | null) =>
  Object.fromEntries(judge({ canary, stable, windowSeconds: 120 }).map(({ name, status }) => [name, status]));

describe('the new revision against the stable one', () => {
  it.each([
    ['as good', revision(), 'successful', 'successful'],
    ['a hundredth less', revision({ successRate: 0.99 }), 'successful', 'successful'],
    ['more than a hundredth less', revision({ successRate: 0.985 }), 'failed', 'successful'],
    ['half as long again', revision({ latencyP95: 0.15 }), 'successful', 'successful'],
    ['twice as long', revision({ latencyP95: 0.2 }), 'successful', 'failed'],
    ['few requests', revision({ requestsPerSecond: 0.2, successRate: 0.5 }), 'inconclusive', 'inconclusive'],
    ['none yet', revision({ successRate: null, latencyP95: null }), 'inconclusive', 'inconclusive'],
    ['absent', null, 'inconclusive', 'inconclusive'],
  ] as const)('%s', (_what, canary, ...verdicts) => {
    expect(Object.values(statuses(canary, revision()))).toEqual(verdicts);
  });

  it('twice of very little is not worse', () => {
    expect(statuses(revision({ latencyP95: 0.02 }), revision({ latencyP95: 0.01 }))['latency']).toBe('successful');
  });

  it('with nothing to compare with is not judged', () => {
    expect(statuses(revision({ successRate: 0.5 }), null)).toEqual({
      'success-rate': 'inconclusive',
      latency: 'inconclusive',
    });
  });

  it('says both numbers', () => {
    const [success, latency] = judge({
      canary: revision({ successRate: 0.91 }),
      stable: revision(),
      windowSeconds: 120,
    });
    expect(success?.message).toBe('91.00% against 100.00% of the stable revision');
    expect(latency?.message).toBe('100 ms against 100 ms of the stable revision');
  });
});
