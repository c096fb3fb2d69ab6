import { nodeKind } from '@binnacle/kube/api';
import type { UsageNow, UsagePort } from '../resources/index.ts';
import type { MetricsReaders, Reading } from './reading.ts';

/** What lists of Pods and nodes are sorted by. Nothing is known of a cluster whose metrics cannot be read. */
export const createUsagePort = (readers: MetricsReaders): UsagePort => {
  const made = new WeakMap<Reading, { nodes: UsageNow; pods: UsageNow }>();
  return {
    read: async (kind, { cluster }) => {
      const reading = await readers
        .of(cluster.client)
        .read()
        .catch(() => undefined);
      if (reading?.source.state !== 'ready') return undefined;
      let usage = made.get(reading);
      if (usage === undefined) {
        usage = { nodes: (key) => reading.nodes.get(key), pods: (key) => reading.pods.get(key)?.used };
        made.set(reading, usage);
      }
      return kind === nodeKind ? usage.nodes : usage.pods;
    },
  };
};
