import type { ClusterView } from '../../services/clusters/index.ts';
import { toRfc3339 } from '../../services/resources/index.ts';

/** Contract 001 §1.1. Credentials never leave: `kubeconfig` is a placeholder. */
export const clusterFields = ({ record, status }: ClusterView, startedAt: number): Record<string, unknown> => ({
  id: record.id,
  name: record.name,
  description: record.description,
  kubeconfig: '<redacted>',
  // The document's word for a cluster that answers; the others are ours.
  status: status.state === 'connected' ? 'active' : status.state,
  ...(status.reason === undefined ? {} : { reason: status.reason }),
  version: status.version ?? '',
  server: record.target.server,
  source: record.source,
  is_default: record.isDefault,
  // Clusters are found at each start, so that is when they were registered.
  created_at: toRfc3339(startedAt),
});
