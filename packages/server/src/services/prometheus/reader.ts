import { badRequest, isApiError, serviceUnavailable } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { ClusterRegistry } from '../clusters/index.ts';
import type { ClusterHandle } from '../operation.ts';
import { AnswerProblem, parsePoints, parseSeries, type PrometheusPoint, type PrometheusSeries } from './answer.ts';
import type { PrometheusAddress, PrometheusPort, PrometheusReply } from './ports.ts';

export interface PointQuery {
  query: string;
  /** Epoch ms; now unless given. */
  at?: number;
  signal: AbortSignal;
}

export interface RangeQuery {
  query: string;
  /** Epoch ms. */
  start: number;
  end: number;
  stepMs: number;
  signal: AbortSignal;
}

/**
 * Asks the Prometheus of clusters. Every call has a time limit, bounded ranges, points and bytes. Throws BadRequest for a
 * query or a range that cannot be answered, and ServiceUnavailable where there is no Prometheus, or none that answers as one.
 */
export interface PrometheusReader {
  /** Where the cluster's Prometheus is known to be. */
  find(cluster: ClusterHandle): { url: string } | { reason: string };
  query(cluster: ClusterHandle, query: PointQuery): Promise<PrometheusPoint[]>;
  queryRange(cluster: ClusterHandle, query: RangeQuery): Promise<PrometheusSeries[]>;
}

export interface PrometheusReaderOptions {
  registry: Pick<ClusterRegistry, 'view'>;
  port: PrometheusPort;
  clock: Clock;
}

/** What a query may ask for. Points as Prometheus' own limit. */
export const queryLimits = {
  characters: 8_000,
  rangeMs: 31 * 24 * 3_600_000,
  stepMs: 1_000,
  points: 11_000,
  timeMs: 10_000,
  bytes: 8 * 1024 * 1024,
} as const;

export const createPrometheusReader = ({ registry, port, clock }: PrometheusReaderOptions): PrometheusReader => {
  const find: PrometheusReader['find'] = ({ id }) => {
    const { record, discovery } = registry.view(id);
    if (record.prometheusUrl !== '') return { url: record.prometheusUrl };
    if (discovery.state === 'running') return { reason: 'no Prometheus is known yet: it is being looked for' };
    return { reason: 'no Prometheus is known: set its address, or let it be looked for' };
  };

  const addressOf = (cluster: ClusterHandle): PrometheusAddress => {
    const found = find(cluster);
    if ('reason' in found) throw serviceUnavailable(`cluster "${cluster.name}": ${found.reason}`);
    const { discovery } = registry.view(cluster.id);
    const last = discovery.state === 'ended' ? discovery.result.found : undefined;
    const isDirect = last?.url === found.url && last.via === 'direct';
    return { url: found.url, client: cluster.client, isDirect };
  };

  const ask = async <T>(
    cluster: ClusterHandle,
    { path, signal }: { path: string; signal: AbortSignal },
    parse: (reply: PrometheusReply) => T,
  ): Promise<T> => {
    const address = addressOf(cluster);
    const limit = new AbortController();
    const cancel = clock.after(queryLimits.timeMs, () =>
      limit.abort(new AnswerProblem(`gave no answer within ${queryLimits.timeMs / 1_000} s`)),
    );
    try {
      const limits = { signal: AbortSignal.any([signal, limit.signal]), mostBytes: queryLimits.bytes };
      return parse(await port.get(address, path, limits));
    } catch (error) {
      if (signal.aborted) throw error;
      throw toReaderError(limit.signal.aborted ? limit.signal.reason : error, address.url);
    } finally {
      cancel();
    }
  };

  return {
    find,
    query: (cluster, { query, at, signal }) => {
      checkQuery(query);
      const path = `/api/v1/query?${new URLSearchParams({ query, ...(at === undefined ? {} : { time: seconds(at) }) }).toString()}`;
      return ask(cluster, { path, signal }, parsePoints);
    },
    queryRange: (cluster, { query, start, end, stepMs, signal }) => {
      checkQuery(query);
      checkRange({ start, end, stepMs });
      const range = { query, start: seconds(start), end: seconds(end), step: seconds(stepMs) };
      return ask(
        cluster,
        { path: `/api/v1/query_range?${new URLSearchParams(range).toString()}`, signal },
        parseSeries,
      );
    },
  };
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const checkQuery = (query: string): void => {
  if (query.trim() === '') throw badRequest('query must not be empty');
  if (query.length > queryLimits.characters)
    throw badRequest(`query has ${query.length} characters; at most ${queryLimits.characters} are taken`);
};

/** Throws BadRequest for a range without an end, or with more of it than a screen has. */
export const checkRange = ({ start, end, stepMs }: Pick<RangeQuery, 'start' | 'end' | 'stepMs'>): void => {
  if (!(end > start)) throw badRequest('end must be after start');
  if (end - start > queryLimits.rangeMs) throw badRequest('the range is longer than 31 days');
  if (!(stepMs >= queryLimits.stepMs)) throw badRequest('step must be at least 1 s');
  const points = Math.floor((end - start) / stepMs) + 1;
  if (points > queryLimits.points)
    throw badRequest(`the range has ${points} points; at most ${queryLimits.points} are taken: take a longer step`);
};

const toReaderError = (error: unknown, url: string): Error => {
  if (error instanceof AnswerProblem && error.isQuery) return badRequest(`Prometheus ${error.message}`);
  if (error instanceof AnswerProblem) return serviceUnavailable(`Prometheus at ${url} ${error.message}`);
  // What the API server says of a caller who may not use its service proxy is the caller's to know.
  if (isApiError(error) && error.code !== 503 && error.code !== 404) return error;
  return serviceUnavailable(
    `Prometheus at ${url} cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
  );
};
