/** PromQL's answer at one moment. */
import { aggregates, bucketQuantile, ofNumber, overTime } from './functions.ts';
import { QueryError } from './parse.ts';
import type { Expression, Grouping } from './parse.ts';
import type { Labels, TimeSeries } from './time-series.ts';

export interface Point {
  labels: Labels;
  value: number;
}
export type Answer = { type: 'scalar'; value: number } | { type: 'vector'; points: readonly Point[] };

/** How long a series counts after its last sample. */
const lookBackMs = 300_000;

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};
const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
};

const withoutName = ({ __name__: _name, ...rest }: Labels): Labels => rest;

/** A name is kept where it is asked for. */
const keep = (labels: Labels, { names, only }: Grouping): Labels =>
  Object.fromEntries(
    Object.entries(only ? labels : withoutName(labels))
      .filter(([name]) => names.includes(name) === only)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
const idOf = (labels: Labels): string => JSON.stringify(labels);

const grouped = (points: readonly Point[], grouping: Grouping): Map<string, { labels: Labels; points: Point[] }> => {
  const groups = new Map<string, { labels: Labels; points: Point[] }>();
  for (const point of points) {
    const labels = keep(point.labels, grouping);
    const found = groups.get(idOf(labels));
    if (found === undefined) groups.set(idOf(labels), { labels, points: [point] });
    else found.points.push(point);
  }
  return groups;
};

const vector = (points: readonly Point[]): Answer => ({ type: 'vector', points });

export const evaluate = (expression: Expression, series: TimeSeries, at: number): Answer => {
  const ask = (inner: Expression): Answer => evaluate(inner, series, at);
  const pointsOf = (inner: Expression | undefined): readonly Point[] => {
    const answer = inner === undefined ? undefined : ask(inner);
    if (answer?.type !== 'vector') throw new QueryError('expected type instant vector in call');
    return answer.points;
  };
  const numberOf = (inner: Expression | undefined): number => {
    const answer = inner === undefined ? undefined : ask(inner);
    if (answer?.type !== 'scalar') throw new QueryError('expected type scalar in call');
    return answer.value;
  };

  const selected = ({ tests, offsetMs, rangeMs = lookBackMs }: Expression & { type: 'selector' }) => {
    const end = at - offsetMs;
    return series
      .select(tests)
      .map(({ labels, samples }) => ({
        labels,
        samples: samples.filter((sample) => sample.at > end - rangeMs && sample.at <= end),
      }))
      .filter(({ samples }) => samples.length > 0);
  };

  const call = (name: string, operands: readonly Expression[]): Answer => {
    const [first, ...more] = operands;
    const range = overTime[name];
    if (range !== undefined) {
      if (first?.type !== 'selector' || first.rangeMs === undefined)
        throw new QueryError(`expected type range vector in call to function "${name}"`);
      const ms = first.rangeMs;
      const points = selected(first).flatMap(({ labels, samples }) => {
        const value = range(samples, { at: at - first.offsetMs, ms });
        return value === undefined ? [] : [{ labels: withoutName(labels), value }];
      });
      return vector(points);
    }
    const plain = ofNumber[name];
    if (plain !== undefined) {
      const numbers = more.map(numberOf);
      return vector(
        pointsOf(first).map(({ labels, value }) => ({ labels: withoutName(labels), value: plain(value, ...numbers) })),
      );
    }
    switch (name) {
      case 'time':
        return { type: 'scalar', value: at / 1000 };
      case 'vector':
        return vector([{ labels: {}, value: numberOf(first) }]);
      case 'scalar': {
        const points = pointsOf(first);
        return { type: 'scalar', value: points.length === 1 ? points[0]!.value : NaN };
      }
      case 'absent':
        return vector(pointsOf(first).length === 0 ? [{ labels: {}, value: 1 }] : []);
      case 'histogram_quantile': {
        const groups = grouped(pointsOf(more[0]), { names: ['le'], only: false });
        return vector(
          [...groups.values()].map(({ labels, points }) => {
            const buckets = points.map((point) => ({
              most: point.labels['le'] === '+Inf' ? Infinity : Number(point.labels['le']),
              count: point.value,
            }));
            return { labels, value: bucketQuantile(numberOf(first), buckets) };
          }),
        );
      }
      default:
        throw new QueryError(`function "${name}" is not simulated`);
    }
  };

  const aggregate = ({ operator, grouping, operands }: Expression & { type: 'aggregate' }): Answer => {
    const groups = [...grouped(pointsOf(operands.at(-1)), grouping).values()];
    if (operator === 'topk' || operator === 'bottomk') {
      const sign = operator === 'topk' ? -1 : 1;
      const count = numberOf(operands[0]);
      return vector(groups.flatMap(({ points }) => points.sort((a, b) => sign * (a.value - b.value)).slice(0, count)));
    }
    const combine = aggregates[operator];
    if (combine === undefined) throw new QueryError(`aggregation "${operator}" is not simulated`);
    return vector(groups.map(({ labels, points }) => ({ labels, value: combine(points.map(({ value }) => value)) })));
  };

  const binary = ({ operator, bool, matching, left, right }: Expression & { type: 'binary' }): Answer => {
    const [a, b] = [ask(left), ask(right)];
    const compare = comparisons[operator];
    const compute = (x: number, y: number): number | undefined => {
      if (compare === undefined) return arithmetic[operator]?.(x, y);
      if (bool) return compare(x, y) ? 1 : 0;
      return compare(x, y) ? x : undefined;
    };
    if (a.type === 'scalar' && b.type === 'scalar') {
      if (compare !== undefined && !bool) throw new QueryError('comparisons between scalars must use BOOL modifier');
      return { type: 'scalar', value: compute(a.value, b.value) ?? NaN };
    }
    const named = (labels: Labels) => (compare === undefined || bool ? withoutName(labels) : labels);
    if (a.type === 'scalar' || b.type === 'scalar') {
      const points = a.type === 'vector' ? a.points : (b as { points: readonly Point[] }).points;
      return vector(
        points.flatMap(({ labels, value }) => {
          const result = a.type === 'scalar' ? compute(a.value, value) : compute(value, (b as { value: number }).value);
          // A filter keeps the vector's own value, whichever side it is on.
          const kept = compare !== undefined && !bool && result !== undefined ? value : result;
          return kept === undefined ? [] : [{ labels: named(labels), value: kept }];
        }),
      );
    }
    const others = grouped(b.points, matching);
    const has = (point: Point) => others.has(idOf(keep(point.labels, matching)));
    if (operator === 'and') return vector(a.points.filter(has));
    if (operator === 'unless') return vector(a.points.filter((point) => !has(point)));
    if (operator === 'or') {
      const own = grouped(a.points, matching);
      return vector([...a.points, ...b.points.filter(({ labels }) => !own.has(idOf(keep(labels, matching))))]);
    }
    return vector(
      a.points.flatMap((point) => {
        const found = others.get(idOf(keep(point.labels, matching)))?.points ?? [];
        if (found.length > 1)
          throw new QueryError('many-to-many matching not allowed: matching labels must be unique on one side');
        const value = found[0] === undefined ? undefined : compute(point.value, found[0].value);
        const labels = matching.only ? keep(point.labels, matching) : named(point.labels);
        return value === undefined ? [] : [{ labels, value }];
      }),
    );
  };

  switch (expression.type) {
    case 'number':
      return { type: 'scalar', value: expression.value };
    case 'text':
      throw new QueryError('a string is no answer here');
    case 'negate': {
      const answer = ask(expression.operand);
      return answer.type === 'scalar'
        ? { type: 'scalar', value: -answer.value }
        : vector(answer.points.map(({ labels, value }) => ({ labels: withoutName(labels), value: -value })));
    }
    case 'selector':
      if (expression.rangeMs !== undefined) throw new QueryError('a range vector is no answer: name a function of it');
      return vector(selected(expression).map(({ labels, samples }) => ({ labels, value: samples.at(-1)!.value })));
    case 'call':
      return call(expression.name, expression.operands);
    case 'aggregate':
      return aggregate(expression);
    case 'binary':
      return binary(expression);
  }
};
