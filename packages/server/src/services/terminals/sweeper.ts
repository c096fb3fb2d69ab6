import { podKind } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { ClusterRegistry } from '../clusters/index.ts';
import { expiryAnnotation, nodePodLabels, nodePodNamespace, removeNodePod } from './node-pod.ts';

/** Removes debugging Pods that a server that died has left behind, its own or another's. */
export interface Sweeper {
  start(): void;
  /** One look at every cluster that answers. Never rejects. */
  sweep(): Promise<void>;
  stop(): void;
}

const firstMs = 10_000;
const everyMs = 60_000;
const selector = Object.entries(nodePodLabels)
  .map(([label, value]) => `${label}=${value}`)
  .join(',');

export const createSweeper = (registry: Pick<ClusterRegistry, 'list' | 'resolve'>, clock: Clock): Sweeper => {
  let cancel = () => {};
  const sweepOne = async (id: number): Promise<void> => {
    const { client } = registry.resolve(id);
    const { items } = await client.list(podKind, { namespace: nodePodNamespace, labelSelector: selector, limit: 500 });
    for (const { metadata } of items) {
      const expiresAt = Date.parse(metadata.annotations?.[expiryAnnotation] ?? '');
      if (expiresAt > clock.now()) continue;
      await removeNodePod(client, { namespace: nodePodNamespace, name: metadata.name });
    }
  };
  const sweep = async (): Promise<void> => {
    const connected = registry.list().filter(({ status }) => status.state === 'connected');
    // A cluster that refuses or is away is looked at again next time.
    await Promise.all(connected.map(({ record }) => sweepOne(record.id).catch(() => undefined)));
  };
  const next = () => {
    void sweep().then(() => (cancel = clock.after(everyMs, next)));
  };
  return {
    start: () => {
      cancel = clock.after(firstMs, next);
    },
    sweep,
    stop: () => cancel(),
  };
};
