/** What PromQL's functions do with one series, or with one number. Source: prometheus/promql/functions.go. */
import type { Sample } from './time-series.ts';

/** A look back over a range that ends at `at`; undefined: no result for this series. */
export type OverTime = (samples: readonly Sample[], range: { at: number; ms: number }) => number | undefined;

const values = (samples: readonly Sample[]): number[] => samples.map(({ value }) => value);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** The growth of a counter over the range, resets taken for what they are, carried on to the edges of the range. */
const extrapolated =
  ({ counter, perSecond }: { counter: boolean; perSecond: boolean }): OverTime =>
  (samples, { at, ms }) => {
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined || samples.length < 2) return undefined;
    let growth = last.value - first.value;
    if (counter)
      samples.forEach(({ value }, i) => {
        const before = samples[i - 1]?.value ?? value;
        if (value < before) growth += before;
      });
    const sampled = last.at - first.at;
    const between = sampled / (samples.length - 1);
    const most = between * 1.1;
    let toStart = first.at - (at - ms);
    const toEnd = at - last.at;
    // A counter is never below zero: it is not carried on to before it began.
    if (counter && growth > 0 && first.value >= 0) toStart = Math.min(toStart, sampled * (first.value / growth));
    const edge = (gap: number) => (gap < most ? gap : between / 2);
    const whole = (growth * (sampled + edge(toStart) + edge(toEnd))) / sampled;
    return perSecond ? whole / (ms / 1000) : whole;
  };

const instant =
  (perSecond: boolean): OverTime =>
  (samples) => {
    const [before, last] = samples.slice(-2);
    if (before === undefined || last === undefined) return undefined;
    const growth = perSecond && last.value < before.value ? last.value : last.value - before.value;
    return perSecond ? growth / ((last.at - before.at) / 1000) : growth;
  };

export const overTime: Readonly<Record<string, OverTime>> = {
  rate: extrapolated({ counter: true, perSecond: true }),
  increase: extrapolated({ counter: true, perSecond: false }),
  delta: extrapolated({ counter: false, perSecond: false }),
  irate: instant(true),
  idelta: instant(false),
  avg_over_time: (samples) => sum(values(samples)) / samples.length,
  sum_over_time: (samples) => sum(values(samples)),
  min_over_time: (samples) => Math.min(...values(samples)),
  max_over_time: (samples) => Math.max(...values(samples)),
  count_over_time: (samples) => samples.length,
  last_over_time: (samples) => samples.at(-1)?.value,
};

export const ofNumber: Readonly<Record<string, (value: number, ...more: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  round: (value, to = 1) => Math.round(value / to) * to,
  sqrt: Math.sqrt,
  clamp: (value, low = -Infinity, high = Infinity) => Math.max(low, Math.min(high, value)),
  clamp_min: (value, low = -Infinity) => Math.max(low, value),
  clamp_max: (value, high = Infinity) => Math.min(high, value),
};

export const aggregates: Readonly<Record<string, (numbers: readonly number[]) => number>> = {
  sum,
  avg: (numbers) => sum(numbers) / numbers.length,
  min: (numbers) => Math.min(...numbers),
  max: (numbers) => Math.max(...numbers),
  count: (numbers) => numbers.length,
  group: () => 1,
};

/** A quantile of a histogram from its buckets' upper bounds and counts up to them. */
export const bucketQuantile = (quantile: number, buckets: readonly { most: number; count: number }[]): number => {
  const sorted = [...buckets].sort((a, b) => a.most - b.most);
  const total = sorted.at(-1);
  if (total === undefined || total.most !== Infinity || sorted.length < 2 || total.count === 0) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const rank = quantile * total.count;
  const index = sorted.findIndex(({ count }) => count >= rank);
  const bucket = sorted[index]!;
  if (bucket.most === Infinity) return sorted[index - 1]!.most;
  const below = sorted[index - 1] ?? { most: 0, count: 0 };
  if (bucket.count === below.count) return below.most;
  return below.most + ((bucket.most - below.most) * (rank - below.count)) / (bucket.count - below.count);
};
