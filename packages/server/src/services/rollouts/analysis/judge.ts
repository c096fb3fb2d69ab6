import type { RevisionRequests, RolloutAnalysisRun } from '@binnacle/api';

/** What a verdict needs. Source: docs/decisions/0038. */
const fewestForSuccess = 30;
/** Of the slowest twentieth there are few: with fewer requests, chance alone doubles it. */
const fewestForLatency = 300;
/** Of 1: a new revision may succeed so much less often than the stable one. */
const mostLostSuccess = 0.01;
/** It may take twice as long, and this many seconds more where both are quick. */
const longerFactor = 2;
const longerSeconds = 0.05;

export type Verdict = Pick<RolloutAnalysisRun, 'name' | 'status' | 'message'>;

export interface Compared {
  canary: RevisionRequests | null;
  stable: RevisionRequests | null;
  /** Of the values. */
  windowSeconds: number;
}

const percent = (part: number): string => `${(part * 100).toFixed(2)}%`;
const milliseconds = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;

/** The new revision's requests against the stable one's, as they are now. */
export const judge = ({ canary, stable, windowSeconds }: Compared): Verdict[] => {
  const seen = Math.round((canary?.requestsPerSecond ?? 0) * windowSeconds);
  const compare = (name: Verdict['name'], { value, word, isWorse, fewest }: Measure): Verdict => {
    const [own, other] = [canary && value(canary), stable && value(stable)];
    const tell = (status: Verdict['status'], message: string): Verdict => ({ name, status, message });
    if (own === null) return tell('inconclusive', 'the new revision has had no requests');
    if (other === null)
      return tell('inconclusive', `${word(own)}; the stable revision has had no requests to compare with`);
    const both = `${word(own)} against ${word(other)} of the stable revision`;
    if (seen < fewest) return tell('inconclusive', `${both}, of only ${seen} requests`);
    return tell(isWorse(own, other) ? 'failed' : 'successful', both);
  };
  return [
    compare('success-rate', {
      value: ({ successRate }) => successRate,
      word: percent,
      fewest: fewestForSuccess,
      isWorse: (own, other) => own < other - mostLostSuccess,
    }),
    compare('latency', {
      value: ({ latencyP95 }) => latencyP95,
      word: milliseconds,
      fewest: fewestForLatency,
      isWorse: (own, other) => own > other * longerFactor && own > other + longerSeconds,
    }),
  ];
};

interface Measure {
  value: (of: RevisionRequests) => number | null;
  word: (value: number) => string;
  isWorse: (own: number, other: number) => boolean;
  fewest: number;
}
