import { qualifiedResource } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { CacheReport } from './http/metrics.ts';
import type { ClusterRegistry } from './services/clusters/index.ts';

/** How the running caches of all clusters are doing; starts none. */
export const reportCaches = (registry: Pick<ClusterRegistry, 'runningCaches'>, clock: Clock): CacheReport[] =>
  registry.runningCaches().map(({ cluster, kind, cache }) => {
    const { state, since } = cache.freshness();
    const synced = state === 'synced';
    return {
      cluster,
      kind: qualifiedResource(kind),
      objects: cache.size,
      synced,
      ageSeconds: synced ? 0 : Math.max(0, (clock.now() - since) / 1_000),
    };
  });
