import type { ClusterSummary } from '@binnacle/api';

/** A fleet in numbers. What is not counted yet, or disabled, counts for nothing. */
export interface FleetSummary {
  healthy: number;
  enabled: number;
  nodes: number;
  pods: number;
  /** Newest first. */
  versions: { version: string; clusters: number }[];
}

const byNumber = new Intl.Collator('en', { numeric: true });

export const summarize = (clusters: readonly ClusterSummary[]): FleetSummary => {
  const enabled = clusters.filter((cluster) => cluster.enabled);
  const versions = new Map<string, number>();
  for (const { version } of enabled) if (version !== undefined) versions.set(version, (versions.get(version) ?? 0) + 1);
  return {
    healthy: enabled.filter(({ health }) => health === 'healthy').length,
    enabled: enabled.length,
    nodes: enabled.reduce((sum, { node_count = 0 }) => sum + node_count, 0),
    pods: enabled.reduce((sum, { pod_count = 0 }) => sum + pod_count, 0),
    versions: [...versions]
      .map(([version, having]) => ({ version, clusters: having }))
      .sort((a, b) => byNumber.compare(b.version, a.version)),
  };
};
