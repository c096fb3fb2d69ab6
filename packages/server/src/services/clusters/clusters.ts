import type { ClusterRepository } from './ports.ts';
import type { EntryServices } from './entry.ts';
import { loadClusters, type ClusterSource } from './load.ts';
import { createClusterManager, type ManagerOptions } from './manager.ts';
import type { ClusterManager } from './manager-types.ts';
import { createClusterRegistry } from './registry.ts';
import type { ClusterRegistry } from './types.ts';

export interface ClustersOptions
  extends Omit<EntryServices, 'onCheck' | 'onDiscovered'>, Omit<ManagerOptions, 'registry'> {
  /** What was found at start. */
  sources: readonly ClusterSource[];
  repository: ClusterRepository;
}

/** All clusters: those the store has and those found at start, ready to be used and changed. */
export const createClusters = async (
  options: ClustersOptions,
): Promise<{ registry: ClusterRegistry; manager: ClusterManager }> => {
  const clusters = await loadClusters(options);
  const manager = createClusterManager({ ...options, registry: () => registry });
  const registry = createClusterRegistry({
    ...options,
    clusters,
    onCheck: (entry, status) => manager.onCheck(entry, status),
    onDiscovered: (entry, result) => manager.onDiscovered(entry, result),
  });
  return { registry, manager };
};
