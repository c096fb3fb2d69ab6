import type { FindingSeverity } from './findings.ts';
import type { ClusterMetricsReply } from './metrics.ts';

/** One cluster of the fleet at a glance. */
export interface FleetCluster {
  id: number;
  name: string;
  /** Null where it could not be had: `missing` says why. */
  metrics: Pick<ClusterMetricsReply, 'source' | 'cpu' | 'memory' | 'requests'> | null;
  /** How many findings there are about Kubernetes' own kinds; null where it could not be had. */
  findings: Record<FindingSeverity, number> | null;
  /** Parts that could not be had, and why; empty for a cluster that is not connected, which is not asked. */
  missing: { part: 'metrics' | 'findings'; reason: string }[];
}

/** GET /fleet: what all clusters that the caller may see have, use and suffer from. Within some 3 seconds, whoever is slow. */
export interface FleetReply {
  items: FleetCluster[];
  /** RFC 3339. */
  at: string;
}
