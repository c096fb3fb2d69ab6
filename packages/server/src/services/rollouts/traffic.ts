import type { RolloutTraffic } from '@binnacle/api';
import { sleep, type Clock } from '@binnacle/kube/clock';
import type { PrometheusPoint, PrometheusReader } from '../prometheus/index.ts';
import { allRequestsQuery } from './analysis/request-metrics.ts';
import type { FleetMember } from './fleet-members.ts';
import { createSharedAnswers } from './shared-answers.ts';
import type { Told } from './summary.ts';

export interface TrafficOptions {
  reader: PrometheusReader;
  clock: Clock;
}

/** Milliseconds for which one answer serves all who ask. */
const sharedMs = 10_000;
/** Readers who may see different namespaces ask differently. */
const mostShared = 20;
/** Milliseconds after which a cluster's Prometheus is not waited for: its answer is there for who asks next. */
const patienceMs = 3_000;
const windowSeconds = 120;

const within = async (
  answer: Promise<readonly PrometheusPoint[]>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Awaited<Promise<readonly PrometheusPoint[]>>> => {
  const limit = new AbortController();
  const late = sleep(clock, patienceMs, AbortSignal.any([signal, limit.signal])).then(() => []);
  try {
    return await Promise.race([answer, late]);
  } finally {
    limit.abort();
    late.catch(() => undefined);
  }
};

/** Pods are named after the workload, or after what it made for the release, and bear their revision's hash. */
const isOf = (pod: string, workload: string, hash: string): boolean =>
  pod.startsWith(`${workload}-`) && pod.includes(`-${hash}-`);

const shareOf = ({ summary, revisions }: Told, points: readonly PrometheusPoint[]): RolloutTraffic[] => {
  if (revisions === undefined) return [];
  const { namespace, workload, uid, cluster_id } = summary;
  const rateOf = (hash: string) => {
    const own = points.filter(
      ({ labels }) => labels['namespace'] === namespace && isOf(labels['pod'] ?? '', workload.name, hash),
    );
    return own.reduce((sum, { value }) => sum + value, 0);
  };
  const fresh = rateOf(revisions.fresh);
  const all = fresh + rateOf(revisions.stable);
  return all > 0 ? [{ cluster_id, uid, percent: Math.round((fresh / all) * 100), requests_per_second: all }] : [];
};

export interface TrafficReader {
  /** The observed shares of the releases that are under way in one cluster: one query, shared by all who see the same. */
  read(member: FleetMember, signal: AbortSignal): Promise<RolloutTraffic[]>;
}

export const createTrafficReader = ({ reader, clock }: TrafficOptions): TrafficReader => {
  const answers = createSharedAnswers<readonly PrometheusPoint[]>({ clock, forMs: sharedMs, most: mostShared });
  return {
    read: async (member, signal) => {
      const { handle } = member;
      if (handle === undefined || 'reason' in reader.find(handle)) return [];
      const released = member
        .rows()
        .map(member.tell)
        .filter(({ revisions }) => revisions !== undefined);
      if (released.length === 0) return [];
      const query = allRequestsQuery(
        {
          namespaces: [...new Set(released.map(({ summary }) => summary.namespace))].sort(),
          workloads: [...new Set(released.map(({ summary }) => summary.workload.name))].sort(),
        },
        windowSeconds,
      );
      // It ends with the cluster, and the reader has limits of its own.
      const answer = answers.of(handle.client, query, () =>
        reader.query(handle, { query, signal: handle.closed }).catch(() => []),
      );
      const points = await within(answer, clock, signal);
      return released.flatMap((told) => shareOf(told, points));
    },
  };
};
