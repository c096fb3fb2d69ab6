import { quantityToMilli } from '@binnacle/kube/api';
import type { LocalClient } from '../../types.ts';

/** What one Pod uses, by container and resource, in thousandths of a unit. */
export interface PodUsage {
  pod: string;
  containers: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

/** Where autoscalers read usage: the resource metrics API. */
export interface MetricsSource {
  /** The usage of the Pods of a namespace; undefined when the API is not served. */
  podUsage(namespace: string): readonly PodUsage[] | undefined;
}

interface PodMetrics {
  metadata: { name: string };
  containers?: { name: string; usage?: Record<string, string> }[];
}

/** Reads metrics.k8s.io as it is served in the cluster. */
export const createMetricsSource = (client: LocalClient): MetricsSource => ({
  podUsage: (namespace) => {
    const ref = client.kinds().find(({ group, plural }) => group === 'metrics.k8s.io' && plural === 'pods');
    if (ref === undefined) return undefined;
    return client.list(ref, { namespace }).map((object) => {
      const { metadata, containers = [] } = object as unknown as PodMetrics;
      return {
        pod: metadata.name,
        containers: new Map(
          containers.map(({ name, usage = {} }) => [
            name,
            Object.fromEntries(Object.entries(usage).map(([resource, text]) => [resource, quantityToMilli(text)])),
          ]),
        ),
      };
    });
  },
});
