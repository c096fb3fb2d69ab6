/** Objects of several kinds, more than a page of each, that nothing changes once they are there. */
import {
  coreEventKind,
  deploymentKind,
  namespaceKind,
  serviceAccountKind,
  configMapKind,
  type UnstructuredObject,
} from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { createSystemClock, sleep } from '@binnacle/kube/clock';
import { createNodes } from './fleet.ts';

const count = 30;
const clock = createSystemClock({ keepAlive: true });
const namespaceOf = (n: number): string => `team-${String(n).padStart(2, '0')}`;

/** With no replicas: Pods would be started. */
const deployment = (namespace: string): UnstructuredObject => {
  const labels = { app: 'cart', team: namespace };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace, labels },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'registry.example.com/shop/cart:1.0',
              resources: { requests: { cpu: '100m', memory: '128Mi' } },
            },
          ],
        },
      },
    },
  };
};

const event = (namespace: string): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'cart.started', namespace },
  type: 'Normal',
  reason: 'ScalingReplicaSet',
  message: 'Scaled up replica set cart-1 to 3',
  involvedObject: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', namespace },
  source: { component: 'bench' },
});

/** Makes them, and waits for what the cluster itself adds to a namespace. */
export const createSmallKinds = async (client: KubeClient): Promise<void> => {
  await createNodes(client, count);
  for (let n = 0; n < count; n++) {
    const namespace = namespaceOf(n);
    await client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await client.create(deploymentKind, deployment(namespace));
    await client.create(coreEventKind, event(namespace));
  }
  const until = clock.now() + 120_000;
  for (const kind of [serviceAccountKind, configMapKind]) {
    while ((await client.list(kind)).items.length < count) {
      if (clock.now() > until) throw new Error(`namespaces were not given their ${kind.plural} within two minutes`);
      await sleep(clock, 500);
    }
  }
};
