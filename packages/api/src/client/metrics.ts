import { consoleBase } from '../console.ts';
import type { FleetReply } from '../fleet.ts';
import type { MeshReply } from '../mesh.ts';
import type {
  ChartsQuery,
  ChartsReply,
  ClusterMetricsReply,
  NodeMetricsReply,
  PodMetricsReply,
  PrometheusReply,
  StatsReply,
  UsageReply,
} from '../metrics.ts';
import type { Cancel } from './address.ts';
import type { Http } from './http.ts';

/** What is observed in clusters, as functions. */
export const createMetricsReads = (http: Http) => {
  const path = (clusterId: number, what: string) => `${consoleBase}/clusters/${clusterId}/metrics/${what}`;
  return {
    /** All clusters at a glance. */
    fleet: (cancel: Cancel = {}) => http.json<FleetReply>(`${consoleBase}/fleet`, cancel),
    clusterMetrics: (clusterId: number, cancel: Cancel = {}) =>
      http.json<ClusterMetricsReply>(path(clusterId, 'cluster'), cancel),
    nodeMetrics: (clusterId: number, cancel: Cancel = {}) =>
      http.json<NodeMetricsReply>(path(clusterId, 'nodes'), cancel),
    podMetrics: (
      {
        clusterId,
        ...query
      }: { clusterId: number; namespace?: string; name?: string; top?: 'cpu' | 'memory'; limit?: number },
      cancel: Cancel = {},
    ) => http.json<PodMetricsReply>(path(clusterId, 'pods'), { ...cancel, query }),
    /** What some Pods or nodes use, for their lists. */
    usage: (clusterId: number, body: { of: 'pods' | 'nodes'; names: readonly string[] }, cancel: Cancel = {}) =>
      http.json<UsageReply>(path(clusterId, 'usage'), { ...cancel, method: 'POST', body }),
    /** Use over time, for charts. */
    charts: ({ clusterId, ...query }: ChartsQuery & { clusterId: number }, cancel: Cancel = {}) =>
      http.json<ChartsReply>(path(clusterId, 'charts'), { ...cancel, query: { ...query } }),
    /** Any query of the cluster's Prometheus, for administrators; a range with all of start, end and step. */
    queryPrometheus: (
      {
        clusterId,
        ...query
      }: { clusterId: number; query: string; time?: string; start?: string; end?: string; step?: number },
      cancel: Cancel = {},
    ) => http.json<PrometheusReply>(`${consoleBase}/clusters/${clusterId}/prometheus/query`, { ...cancel, query }),
    /** How the services of a mesh are connected. */
    mesh: (clusterId: number, cancel: Cancel = {}) =>
      http.json<MeshReply>(`${consoleBase}/clusters/${clusterId}/mesh`, cancel),
    /** A sample a minute, oldest first. */
    usageStats: (clusterId: number, minutes: number, cancel: Cancel = {}) =>
      http.json<StatsReply>(path(clusterId, 'stats'), { ...cancel, query: { minutes } }),
  };
};
