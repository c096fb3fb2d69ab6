import type { RevisionRequests } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';

const revision = (part: Partial<RevisionRequests> = {}): RevisionRequests => ({
  podTemplateHash: 'abc',
  requestsPerSecond: 4,
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
    ['twice as long', revision({ latencyP95: 0.2 }), 'successful', 'successful'],
    ['more than twice as long', revision({ latencyP95: 0.21 }), 'successful', 'failed'],
    ['few requests', revision({ requestsPerSecond: 0.2, successRate: 0.5 }), 'inconclusive', 'inconclusive'],
    ['too few to say of latency', revision({ requestsPerSecond: 2, latencyP95: 9 }), 'successful', 'inconclusive'],
    ['none yet', revision({ successRate: null, latencyP95: null }), 'inconclusive', 'inconclusive'],
    ['absent', null, 'inconclusive', 'inconclusive'],
  ] as const)('%s', (_what, canary, ...verdicts) => {
    expect(Object.values(statuses(canary, revision()))).toEqual(verdicts);
  });

  it('thrice of very little is not worse', () => {
    expect(statuses(revision({ latencyP95: 0.03 }), revision({ latencyP95: 0.01 }))['latency']).toBe('successful');
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
