import type { ScenarioContext } from '../types.ts';
import { refs } from '../local/objects.ts';
import type { StorageClass } from '../local/volumes.ts';
import { createNode, install, type App } from './build.ts';

/** What every scenario starts from. */

export const seconds = (count: number) => count * 1000;
export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => count * 3_600_000;
export const days = (count: number) => count * 86_400_000;

const system = { namespace: 'kube-system', partOf: 'kubernetes' } as const;

const systemApps: readonly App[] = [
  {
    ...system,
    name: 'coredns',
    component: 'dns',
    image: 'registry.k8s.io/coredns/coredns:v1.12.1',
    replicas: 2,
    port: 8080,
    health: '/health',
    memory: '170Mi',
  },
  {
    ...system,
    name: 'metrics-server',
    component: 'metrics',
    image: 'registry.k8s.io/metrics-server/metrics-server:v0.8.0',
    port: 10250,
    health: '/livez',
    memory: '200Mi',
  },
];

/** Three nodes in three zones. */
export const loadNodes = async ({ client, clock }: ScenarioContext): Promise<void> => {
  for (const [index, zone] of ['a', 'b', 'c'].entries())
    await createNode(client, { name: `worker-${index + 1}`, zone });
  await clock.advance(seconds(2));
};

/** What claims get that name no class: a directory of the node that their Pod is on, as local clusters have it. */
const standardClass: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'rancher.io/local-path',
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
};

/** DNS, metrics and storage, as on any cluster. */
export const loadSystem = async ({ client, clock }: ScenarioContext): Promise<void> => {
  await client.create(refs.storageClasses, standardClass);
  for (const app of systemApps) await install(client, app);
  await clock.advance(seconds(20));
};
