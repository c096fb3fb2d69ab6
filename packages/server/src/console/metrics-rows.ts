import { consoleBase, type ChartsReply, type WireMetricsSource } from '@binnacle/api';
import { queryText, requiredText } from '../http/query.ts';
import { row, type Row, type WireRequest } from '../http/row.ts';
import { invalidField } from '../services/errors.ts';
import {
  chartScopes,
  type ChartScope,
  type ChartsInput,
  type ChartsOutput,
  type MetricsOperations,
  type MetricsSource,
  type PodMetricsInput,
  type UsageInput,
} from '../services/metrics/index.ts';
import { bodyOf, queryInteger } from './decoders.ts';
import { chartsQuery, podMetricsQuery, statsQuery, usageBody } from './parameters.ts';

const section = 'packages/api/src/metrics.ts';
const base = `${consoleBase}/clusters/:id/metrics`;

/** What clusters, nodes and Pods use. */
export const metricsRows = ({ cluster, nodes, pods, usage, stats, charts }: MetricsOperations): Row[] => [
  row({
    method: 'GET',
    path: `${base}/cluster`,
    section,
    operation: cluster,
    decode: ({ params }) => ({ cluster: params['id'], input: {} }),
    encode: ({ clusterId: _id, source, ...output }) => ({
      type: 'data',
      data: { source: toWireSource(source), ...output },
    }),
  }),
  row({
    method: 'GET',
    path: `${base}/nodes`,
    section,
    operation: nodes,
    decode: ({ params }) => ({ cluster: params['id'], input: {} }),
    encode: ({ source, items }) => ({ type: 'data', data: { source: toWireSource(source), items } }),
  }),
  row({
    method: 'GET',
    path: `${base}/pods`,
    section,
    operation: pods,
    query: podMetricsQuery,
    decode: (request) => {
      const [namespace, name] = [queryText(request, 'namespace'), queryText(request, 'name')];
      const top = queryText(request, 'top');
      const limit = queryInteger(request, 'limit');
      if (top !== undefined && top !== 'cpu' && top !== 'memory') throw invalidField('top', 'must be cpu or memory');
      const input: PodMetricsInput = {
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
        ...(top === undefined ? {} : { top }),
        ...(limit === undefined ? {} : { limit }),
      };
      return { cluster: request.params['id'], input };
    },
    encode: ({ source, items }) => ({ type: 'data', data: { source: toWireSource(source), items } }),
  }),
  row({
    method: 'POST',
    path: `${base}/usage`,
    section,
    operation: usage,
    body: usageBody,
    decode: (request) => {
      const { of, names } = bodyOf(request);
      if (of !== 'pods' && of !== 'nodes') throw invalidField('of', 'must be pods or nodes');
      // The operation's own schema judges the names.
      const input: UsageInput = { of, names: names as UsageInput['names'] };
      return { cluster: request.params['id'], input };
    },
    encode: ({ source, items }) => ({ type: 'data', data: { source: toWireSource(source), items } }),
  }),
  row({
    method: 'GET',
    path: `${base}/stats`,
    section,
    operation: stats,
    query: statsQuery,
    decode: (request) => ({
      cluster: request.params['id'],
      input: { rangeMs: (queryInteger(request, 'minutes') ?? 60) * 60_000 },
    }),
    encode: ({ source, samples }) => ({
      type: 'data',
      data: {
        source: toWireSource(source),
        samples: samples.map(({ at, ...sample }) => ({ at: new Date(at).toISOString(), ...sample })),
      },
    }),
  }),
  row({
    method: 'GET',
    path: `${base}/charts`,
    section,
    operation: charts,
    query: chartsQuery,
    decode: (request) => ({ cluster: request.params['id'], input: chartsInput(request) }),
    encode: (output) => ({ type: 'data', data: toWireCharts(output) }),
  }),
];

const chartsInput = (request: WireRequest): ChartsInput => {
  const scope = requiredText(request, 'scope');
  if (!isScope(scope)) throw invalidField('scope', `must be one of ${chartScopes.join(', ')}`);
  const minutes = queryInteger(request, 'minutes') ?? 60;
  if (minutes < 5 || minutes > 20_160) throw invalidField('minutes', 'must be from 5 to 20160');
  const input: ChartsInput = { scope, rangeMs: minutes * 60_000 };
  for (const field of ['namespace', 'kind', 'name'] as const) {
    const text = queryText(request, field);
    if (text !== undefined) input[field] = text;
  }
  return input;
};

const isScope = (text: string): text is ChartScope => chartScopes.some((scope) => scope === text);

const toWireCharts = ({ source, problem, start, end, stepMs, charts }: ChartsOutput): ChartsReply => ({
  source,
  ...(problem === undefined ? {} : { problem }),
  start,
  end,
  step: stepMs,
  charts: charts.map(({ series, ...chart }) => ({
    ...chart,
    series: series.map(({ name, points }) => ({ name, points: points.map(([at, value]) => [at, value]) })),
  })),
});

export const toWireSource = (source: MetricsSource): WireMetricsSource =>
  source.state === 'ready' ? { state: 'ready', at: new Date(source.at).toISOString() } : source;
