import type { MetricsReaders, Usage } from '../metrics/index.ts';
import type { ClusterCall } from '../operation.ts';

export type { Usage };

/** What one thing uses, from the readings that charts are made of too: a cluster without a metrics API is asked in the background. */
export interface UsageReader {
  /** Undefined without a metrics API, and for a node it does not know. */
  node(name: string, context: Pick<ClusterCall, 'cluster'>): Promise<Usage | undefined>;
  pod(namespace: string, name: string, context: Pick<ClusterCall, 'cluster'>): Promise<Usage | undefined>;
}

export const createUsageReader = (readers: MetricsReaders): UsageReader => ({
  node: async (name, { cluster }) => (await readers.of(cluster.client).read()).nodes.get(name),
  pod: async (namespace, name, { cluster }) =>
    (await readers.of(cluster.client).read()).pods.get(`${namespace}/${name}`)?.used,
});
