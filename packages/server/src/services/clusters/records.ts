import type { ClusterTarget } from '@binnacle/kube/client';
import type { ClusterRecord } from './types.ts';

/** What is known of a cluster before it has an id. */
export interface ClusterSource {
  target: ClusterTarget;
  source: ClusterRecord['source'];
  description?: string;
  isDefault?: boolean;
}

/** Records with ids from 1 in the order given. Exactly one is the default: the first so marked, else the first. */
export const createClusterRecords = (sources: readonly ClusterSource[]): ClusterRecord[] => {
  const marked = sources.findIndex((source) => source.isDefault);
  const chosen = marked === -1 ? 0 : marked;
  return sources.map(({ target, source, description }, index) => ({
    id: index + 1,
    name: target.name,
    description: description ?? '',
    source,
    isDefault: index === chosen,
    target,
  }));
};
