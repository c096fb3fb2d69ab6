import { badRequest } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation } from '../resources/index.ts';
import type { PrometheusSeries } from './answer.ts';
import { queryLimits, type PrometheusReader } from './reader.ts';

/** A moment (epoch ms; now unless given), or a range with all of start, end and stepMs. */
export interface QueryInput {
  query: string;
  at?: number;
  start?: number;
  end?: number;
  stepMs?: number;
}

export interface QueryOutput {
  /** One point each for a moment. */
  series: readonly PrometheusSeries[];
}

export interface PrometheusOperations {
  query: Operation<QueryInput, QueryOutput>;
}

const Moment = Type.Optional(Type.Number({ minimum: 0 }));

/** Any query, for administrators: it sees all namespaces. */
export const createPrometheusOperations = (prometheus: PrometheusReader, clock: Clock): PrometheusOperations => ({
  query: clusterOperation({
    id: 'prometheus.query',
    summary: "Ask a cluster's Prometheus, within limits",
    effect: 'read',
    access: 'admin',
    input: Type.Object({
      query: Type.String({ minLength: 1, maxLength: queryLimits.characters }),
      at: Moment,
      start: Moment,
      end: Moment,
      stepMs: Moment,
    }),
    run: async ({ query, at, start, end, stepMs }, { cluster, signal }) => {
      const range = [start, end, stepMs].filter((part) => part !== undefined).length;
      if (range === 0) {
        const points = await prometheus.query(cluster, { query, at: at ?? clock.now(), signal });
        return { series: points.map(({ labels, at: moment, value }) => ({ labels, points: [[moment, value]] })) };
      }
      if (start === undefined || end === undefined || stepMs === undefined)
        throw badRequest('a range needs start, end and step');
      return { series: await prometheus.queryRange(cluster, { query, start, end, stepMs, signal }) };
    },
  }),
});
