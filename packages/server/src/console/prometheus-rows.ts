import { consoleBase, type WireSeries } from '@binnacle/api';
import { Type } from 'typebox';
import { queryText, requiredText } from '../http/query.ts';
import { row, type Row, type WireRequest } from '../http/row.ts';
import { invalidField } from '../services/errors.ts';
import type { PrometheusOperations, PrometheusSeries, QueryInput } from '../services/prometheus/index.ts';

/** RFC 3339 or epoch seconds, as Prometheus takes them. */
const momentOf = (request: WireRequest, name: string): number | undefined => {
  const text = queryText(request, name);
  if (text === undefined) return undefined;
  const at = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at)) throw invalidField(name, 'must be a moment: RFC 3339, or seconds since 1970');
  return at;
};

const queryOf = (request: WireRequest): QueryInput => {
  const input: QueryInput = { query: requiredText(request, 'query') };
  const moments = { at: momentOf(request, 'time'), start: momentOf(request, 'start'), end: momentOf(request, 'end') };
  for (const name of ['at', 'start', 'end'] as const) {
    const moment = moments[name];
    if (moment !== undefined) input[name] = moment;
  }
  const step = queryText(request, 'step');
  if (step !== undefined) {
    if (!/^\d+(\.\d+)?$/.test(step)) throw invalidField('step', 'must be a number of seconds');
    input.stepMs = Number(step) * 1000;
  }
  return input;
};

/** NaN and infinities have no JSON: null. */
export const toWireSeries = ({ labels, points }: PrometheusSeries): WireSeries => ({
  labels: { ...labels },
  points: points.map(([at, value]) => [at, Number.isFinite(value) ? value : null]),
});

const moment = (description: string) => Type.Optional(Type.String({ description }));

/** Any query, for administrators. */
export const prometheusRows = ({ query }: PrometheusOperations): Row[] => [
  row({
    method: 'GET',
    path: `${consoleBase}/clusters/:id/prometheus/query`,
    section: 'packages/api/src/metrics.ts',
    operation: query,
    query: Type.Object({
      query: Type.String({ description: 'PromQL, at most 8,000 characters' }),
      time: moment('RFC 3339 or seconds since 1970; now without it'),
      start: moment('Of a range of at most 31 days and 11,000 points'),
      end: moment('Of a range'),
      step: moment('Of a range: seconds, 1 or more'),
    }),
    decode: (request) => ({ cluster: request.params['id'], input: queryOf(request) }),
    encode: ({ series }) => ({ type: 'data', data: { series: series.map(toWireSeries) } }),
  }),
];
