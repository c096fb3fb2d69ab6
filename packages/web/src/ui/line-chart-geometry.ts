/** Values over time, oldest first: `[epoch ms, value]`. */
export interface ChartLine {
  name: string;
  points: readonly (readonly [at: number, value: number])[];
}

export const lastPoint = ({ points }: ChartLine): readonly [number, number] | undefined => points.at(-1);

/** The next of 1, 2, 5 × 10ⁿ, so that ticks are round; within a power of 1,024 when they are in bytes. */
export const niceTop = (value: number, isBinary = false): number => {
  if (!(value > 0)) return 1;
  const unit = isBinary ? 1024 ** Math.max(0, Math.floor(Math.log(value) / Math.log(1024))) : 1;
  const power = 10 ** Math.floor(Math.log10(value / unit));
  const step = [1, 2, 5, 10].find((one) => one * power * unit >= value) ?? 10;
  return step * power * unit;
};

/** Index of the number nearest to `at` in an ascending list; -1 in an empty one. */
export const nearestIndex = (ascending: readonly number[], at: number): number => {
  const next = ascending.findIndex((one) => one >= at);
  if (next < 0) return ascending.length - 1;
  const before = ascending[next - 1];
  return before !== undefined && at - before < (ascending[next] ?? 0) - at ? next - 1 : next;
};

export interface PathOptions {
  x: (moment: number) => number;
  y: (value: number) => number;
  /** Points further apart are not joined, in ms. */
  gap: number;
  /** Height to fill down to; a line without it. */
  base?: number;
}

/** An SVG path through points, with holes where nothing was measured. */
export const pathOf = (points: ChartLine['points'], { x, y, gap, base }: PathOptions): string =>
  runsOf(points, gap)
    .map((run) => {
      const line = `M${run.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}`;
      // A point alone has no length: it is drawn as a dot.
      if (base === undefined) return run.length === 1 ? `${line}h0.1` : line;
      return `${line}V${base.toFixed(1)}H${x(run[0]?.[0] ?? 0).toFixed(1)}Z`;
    })
    .join('');

/** Points that belong together. */
const runsOf = (points: ChartLine['points'], gap: number): (readonly [number, number])[][] => {
  const runs: (readonly [number, number])[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run === undefined || before === undefined || point[0] - before[0] > gap) runs.push([point]);
    else run.push(point);
  }
  return runs;
};

const two = (value: number): string => String(value).padStart(2, '0');
const day = 86_400_000;

/** Four moments of a range with their texts on the reader's clock: hours and minutes, or days when it is long. */
export const timeTicks = (start: number, end: number): { moment: number; text: string }[] =>
  [0.1, 0.37, 0.63, 0.9].map((share) => {
    const moment = start + share * (end - start);
    const at = new Date(moment);
    const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
    const date = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    return { moment, text: end - start > 3 * day ? date : end - start > day ? `${date} ${clock}` : clock };
  });
