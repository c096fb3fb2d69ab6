import type { MeasuredSeries } from '@binnacle/api';

/** What a chart spans: epoch ms, and values. */
export interface ChartDomain {
  from: number;
  to: number;
  low: number;
  high: number;
}

const shortestMs = 2 * 60_000;
/** Without a value for so long, a line is broken. */
const gapMs = 30_000;

/** At most this much of 1 is left out below the lowest share. */
const shareSteps = [0.99, 0.95, 0.9, 0.75, 0.5, 0] as const;
const amountSteps = [1, 2, 2.5, 5, 10] as const;

const roundUp = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (amountSteps.find((step) => step * power >= value) ?? 10);
};

/** From the first value on, so that a young release fills its chart; shares end at 1, amounts begin at 0. */
export const chartDomain = (
  lines: readonly MeasuredSeries[],
  { to, scale }: { to: number; scale: 'share' | 'amount' },
): ChartDomain => {
  const firsts = lines.flatMap((line) => line[0]?.[0] ?? []);
  const values = lines.flatMap((line) => line.map(([, value]) => value));
  const from = Math.min(to - shortestMs, ...firsts);
  if (scale === 'share') {
    const lowest = Math.min(1, ...values);
    return { from, to, low: shareSteps.find((step) => step <= lowest) ?? 0, high: 1 };
  }
  const highest = Math.max(0, ...values);
  return { from, to, low: 0, high: highest > 0 ? roundUp(highest) : 1 };
};

/** An SVG path, in a box of that size. */
export const linePath = (
  line: MeasuredSeries,
  { from, to, low, high }: ChartDomain,
  { width, height }: { width: number; height: number },
): string =>
  line
    .map(([at, value], index) => {
      const before = line[index - 1]?.[0];
      const x = ((at - from) / (to - from)) * width;
      const y = (1 - (value - low) / (high - low)) * height;
      return `${before === undefined || at - before > gapMs ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');

/** The value nearest to a moment, within a gap. */
export const valueAt = (line: MeasuredSeries, moment: number): number | undefined => {
  let nearest: MeasuredSeries[number] | undefined;
  for (const point of line)
    if (nearest === undefined || Math.abs(point[0] - moment) < Math.abs(nearest[0] - moment)) nearest = point;
  return nearest === undefined || Math.abs(nearest[0] - moment) > gapMs ? undefined : nearest[1];
};
