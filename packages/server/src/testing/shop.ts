import { podKind, type KubeObject, type UnstructuredObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { createSystemClock, sleep } from '@binnacle/kube/clock';

const image = 'registry.example.com/shop/cart:1.0';
const containers = [{ name: 'main', image }];

/** Objects that exchanges are about: Deployment `cart`, and Pods `solo` (running) and `quiet` (never placed on a node). */
const objects: UnstructuredObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace: 'shop', labels: { app: 'cart' } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'cart' } },
      template: { metadata: { labels: { app: 'cart' } }, spec: { containers } },
    },
  },
  pod('solo', {}),
  pod('quiet', { schedulerName: 'nobody' }),
];

function pod(name: string, spec: Record<string, unknown>): UnstructuredObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: { app: name } },
    spec: { containers, ...spec },
  };
}

interface Cluster {
  /** In order. */
  create: (...objects: KubeObject[]) => Promise<void>;
  direct: KubeClient;
}

/** Makes them, and waits until `solo` runs. */
export const fillShop = async ({ create, direct }: Cluster): Promise<void> => {
  await create(...objects);
  await eventually(async () => {
    const { status } = await direct.get(podKind, { namespace: 'shop', name: 'solo' });
    return (status as { phase?: string } | undefined)?.phase === 'Running';
  });
};

const clock = createSystemClock({ keepAlive: true });

/** Waits until `check` is true; fails by the test's own time limit. */
export const eventually = async (check: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await check())) await sleep(clock, 25);
};
