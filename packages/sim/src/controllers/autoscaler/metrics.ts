import { refs, type Pod } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';
import { podUsage } from '../../usage/usage.ts';

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

/** What a metrics-server would answer, without the way there. */
export const createMetricsSource = ({ client, clock }: Pick<ControllerContext, 'client' | 'clock'>): MetricsSource => ({
  podUsage: (namespace) =>
    client.list<Pod>(refs.pods, { namespace }).flatMap((pod) => {
      const usage = podUsage(pod, clock.now());
      if (usage === undefined) return [];
      const milli = [...usage].map(
        ([name, { milliCpu, memory }]) => [name, { cpu: milliCpu, memory: memory * 1000 }] as const,
      );
      return [{ pod: pod.metadata.name, containers: new Map(milli) }];
    }),
});
