/** Prometheus' HTTP API over simulated series. Source: prometheus.io/docs/prometheus/latest/querying/api. */
import { evaluate } from './evaluate.ts';
import type { Answer } from './evaluate.ts';
import { parseDuration, parseQuery, QueryError } from './parse.ts';
import type { Labels, TimeSeries } from './time-series.ts';

export interface PrometheusAsked {
  method: string;
  /** With its query. */
  path: string;
  /** A form, for POST. */
  body: string;
}

export interface PrometheusAnswer {
  status: number;
  type: string;
  text: string;
}

/** As Prometheus': more points would be more than a screen has. */
const mostPoints = 11_000;

const json = (status: number, body: object): PrometheusAnswer => ({
  status,
  type: 'application/json',
  text: `${JSON.stringify(body)}\n`,
});
const success = (data: unknown): PrometheusAnswer => json(200, { status: 'success', data });
const badData = (error: string): PrometheusAnswer => json(400, { status: 'error', errorType: 'bad_data', error });

const numberText = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  return Math.abs(value) === Infinity ? `${value > 0 ? '+' : '-'}Inf` : String(value);
};

/** Epoch seconds or RFC 3339, as milliseconds. */
const momentOf = (parameters: URLSearchParams, name: string, otherwise?: number): number => {
  const text = parameters.get(name);
  if ((text === null || text === '') && otherwise !== undefined) return otherwise;
  const number = Number(text);
  const moment = text !== null && text !== '' && !Number.isNaN(number) ? number * 1000 : Date.parse(text ?? '');
  if (Number.isNaN(moment))
    throw new QueryError(`invalid parameter "${name}": cannot parse "${text ?? ''}" to a valid timestamp`);
  return moment;
};

const instant = (series: TimeSeries, parameters: URLSearchParams, now: number): PrometheusAnswer => {
  const at = momentOf(parameters, 'time', now);
  const answer = evaluate(parseQuery(parameters.get('query') ?? ''), series, at);
  const valueOf = (value: number) => [at / 1000, numberText(value)];
  return success(
    answer.type === 'scalar'
      ? { resultType: 'scalar', result: valueOf(answer.value) }
      : {
          resultType: 'vector',
          result: answer.points.map(({ labels, value }) => ({ metric: labels, value: valueOf(value) })),
        },
  );
};

const range = (series: TimeSeries, parameters: URLSearchParams): PrometheusAnswer => {
  const [start, end] = [momentOf(parameters, 'start'), momentOf(parameters, 'end')];
  const step = parseDuration(parameters.get('step') ?? '');
  if (end < start) return badData('invalid parameter "end": end timestamp must not be before start time');
  if (step <= 0)
    return badData(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  if ((end - start) / step > mostPoints)
    return badData(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  const expression = parseQuery(parameters.get('query') ?? '');
  const lines = new Map<string, { metric: Labels; values: [number, string][] }>();
  for (let at = start; at <= end; at += step) {
    const answer: Answer = evaluate(expression, series, at);
    const points = answer.type === 'scalar' ? [{ labels: {}, value: answer.value }] : answer.points;
    for (const { labels, value } of points) {
      const id = JSON.stringify(labels);
      const line = lines.get(id) ?? { metric: labels, values: [] };
      lines.set(id, line);
      line.values.push([at / 1000, numberText(value)]);
    }
  }
  return success({ resultType: 'matrix', result: [...lines.values()] });
};

/** Series that any of the `match[]` selectors names; all without one. */
const matched = (series: TimeSeries, parameters: URLSearchParams): readonly Labels[] => {
  const selectors = parameters.getAll('match[]').map((text) => {
    const expression = parseQuery(text);
    if (expression.type !== 'selector') throw new QueryError(`invalid parameter "match[]": "${text}" is no selector`);
    return expression.tests;
  });
  const found = (selectors.length === 0 ? [[]] : selectors).flatMap((tests) => series.select(tests));
  return [...new Set(found)].map(({ labels }) => labels);
};

const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

export const answerPrometheus = (
  series: TimeSeries,
  { method, path, body }: PrometheusAsked,
  now: number,
): PrometheusAnswer => {
  const { pathname, searchParams } = new URL(path, 'http://prometheus');
  const parameters =
    method === 'POST' ? new URLSearchParams([...searchParams, ...new URLSearchParams(body)]) : searchParams;
  const label = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(pathname)?.[1];
  try {
    if (label !== undefined)
      return success(sorted(matched(series, parameters).flatMap((labels) => labels[label] ?? [])));
    switch (pathname) {
      case '/-/healthy':
        return { status: 200, type: 'text/plain; charset=utf-8', text: 'Prometheus Server is Healthy.\n' };
      case '/-/ready':
        return { status: 200, type: 'text/plain; charset=utf-8', text: 'Prometheus Server is Ready.\n' };
      case '/api/v1/status/buildinfo':
        return success({ version: '3.6.0', revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' });
      case '/api/v1/query':
        return instant(series, parameters, now);
      case '/api/v1/query_range':
        return range(series, parameters);
      case '/api/v1/series':
        return success(matched(series, parameters));
      case '/api/v1/labels':
        return success(sorted(matched(series, parameters).flatMap((labels) => Object.keys(labels))));
      default:
        return { status: 404, type: 'text/plain; charset=utf-8', text: '404 page not found\n' };
    }
  } catch (error) {
    if (error instanceof QueryError) return badData(error.message);
    throw error;
  }
};
