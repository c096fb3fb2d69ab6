import type { MeasuredSeries, RevisionRequests, RolloutMeasured } from '@binnacle/api';
import type { ClusterHandle } from '../../operation.ts';
import type { PrometheusReader } from '../../prometheus/index.ts';
import { toRfc3339 } from '../../resources/index.ts';
import type { RolloutRevision } from '../types.ts';
import { knownMetricsQuery, requestMetrics, requestQueries, type MeasuredPods } from './request-metrics.ts';

const windowSeconds = 120;
const rangeMs = 15 * 60_000;
const stepMs = 10_000;
/** Names in one query, for revisions whose Pods are not named after them. */
const mostNames = 100;

/** Pods of a ReplicaSet bear its name, also those that are gone; of other revisions, those that are there are named. */
const podsOf = (namespace: string, { name, pods }: RolloutRevision): MeasuredPods => {
  const names = pods.map(({ metadata }) => metadata.name);
  const isNamed = names.every((pod) => pod.startsWith(`${name}-`));
  const literal = (text: string) => text.replaceAll('.', '[.]');
  return {
    namespace,
    pattern: isNamed ? `${literal(name)}-[a-z0-9]+` : names.slice(0, mostNames).map(literal).join('|'),
  };
};

export interface MeasureOptions {
  reader: PrometheusReader;
  cluster: ClusterHandle;
  namespace: string;
  canary: RolloutRevision | undefined;
  stable: RolloutRevision | undefined;
  /** Epoch ms. */
  now: number;
  signal: AbortSignal;
}

/** The requests of both revisions over the last quarter of an hour. Throws as the reader does. */
export const measure = async (options: MeasureOptions): Promise<RolloutMeasured> => {
  const { reader, cluster, namespace, canary, stable, now, signal } = options;
  const revisions = [canary, stable].flatMap((revision) => (revision === undefined ? [] : podsOf(namespace, revision)));
  const all = { namespace, pattern: revisions.map(({ pattern }) => pattern).join('|') };
  const points = await reader.query(cluster, { query: knownMetricsQuery(all), signal });
  const names = points.map(({ labels }) => labels['__name__']);
  const metric = requestMetrics.find(({ requests }) => names.includes(requests));
  const end = Math.floor(now / stepMs) * stepMs;
  const start = end - rangeMs;

  const ask = async (query: string, unitsPerSecond = 1): Promise<MeasuredSeries> => {
    const [series] = await reader.queryRange(cluster, { query, start, end, stepMs, signal });
    return (series?.points ?? [])
      .filter(([, value]) => Number.isFinite(value))
      .map(([at, value]): [number, number] => [at, value / unitsPerSecond]);
  };
  const read = async (revision: RolloutRevision | undefined): Promise<RevisionRequests | null> => {
    if (revision === undefined) return null;
    const queries = metric && requestQueries(metric, podsOf(namespace, revision), windowSeconds);
    const [requests, failed, latency] =
      queries === undefined
        ? [[], [], []]
        : await Promise.all([ask(queries.requests), ask(queries.failed), ask(queries.latency, metric?.unitsPerSecond)]);
    const failures = new Map(failed);
    const success = requests.flatMap(([at, rate]): MeasuredSeries =>
      rate > 0 ? [[at, Math.min(1, Math.max(0, 1 - (failures.get(at) ?? 0) / rate))]] : [],
    );
    const last = (series: MeasuredSeries) => series.find(([at]) => at === end)?.[1] ?? null;
    return {
      podTemplateHash: revision.hash,
      requestsPerSecond: last(requests),
      successRate: last(success),
      latencyP95: last(latency),
      series: { requests, success, latency },
    };
  };
  const [canaryRequests, stableRequests] = await Promise.all([read(canary), read(stable)]);
  return {
    metric: metric?.requests ?? '',
    windowSeconds,
    from: toRfc3339(start),
    to: toRfc3339(end),
    canary: canaryRequests,
    stable: stableRequests,
  };
};
