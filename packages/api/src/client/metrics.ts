import { consoleBase } from '../console.ts';
import type { ClusterMetricsReply, NodeMetricsReply, PodMetricsReply, StatsReply } from '../metrics.ts';
import type { Cancel } from './address.ts';
import type { Http } from './http.ts';

/** Usage, as functions. */
export const createMetricsReads = (http: Http) => {
  const path = (clusterId: number, what: string) => `${consoleBase}/clusters/${clusterId}/metrics/${what}`;
  return {
    clusterMetrics: (clusterId: number, cancel: Cancel = {}) =>
      http.json<ClusterMetricsReply>(path(clusterId, 'cluster'), cancel),
    nodeMetrics: (clusterId: number, cancel: Cancel = {}) =>
      http.json<NodeMetricsReply>(path(clusterId, 'nodes'), cancel),
    podMetrics: (
      { clusterId, ...query }: { clusterId: number; namespace?: string; name?: string },
      cancel: Cancel = {},
    ) => http.json<PodMetricsReply>(path(clusterId, 'pods'), { ...cancel, query }),
    /** A sample a minute, oldest first. */
    usageStats: (clusterId: number, minutes: number, cancel: Cancel = {}) =>
      http.json<StatsReply>(path(clusterId, 'stats'), { ...cancel, query: { minutes } }),
  };
};
