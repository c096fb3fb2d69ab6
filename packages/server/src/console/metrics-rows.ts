import { consoleBase, type WireMetricsSource } from '@binnacle/api';
import { queryText } from '../http/query.ts';
import { row, type Row } from '../http/row.ts';
import type { MetricsOperations, MetricsSource } from '../services/metrics/index.ts';
import { queryInteger } from './decoders.ts';
import { podMetricsQuery, statsQuery } from './parameters.ts';

const section = 'packages/api/src/metrics.ts';
const base = `${consoleBase}/clusters/:id/metrics`;

/** What clusters, nodes and Pods use. */
export const metricsRows = ({ cluster, nodes, pods, stats }: MetricsOperations): Row[] => [
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
      const input = { ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }) };
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
];

const toWireSource = (source: MetricsSource): WireMetricsSource =>
  source.state === 'ready' ? { state: 'ready', at: new Date(source.at).toISOString() } : source;
