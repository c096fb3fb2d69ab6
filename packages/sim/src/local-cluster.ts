import type { KubeObject } from '@binnacle/kube/api';
import { createManualClock, createRng, type ManualClock } from '@binnacle/kube/clock';
import { startControllers } from './controllers/index.ts';
import { startKruise } from './kruise/start.ts';
import { refs, type Deployment, type Pod, type PodSpec } from './local/objects.ts';
import { createRegistry } from './registry/index.ts';
import type { LocalClient, NodeAgent } from './types.ts';

/** A cluster without a server, in time that stands still until it is moved. */
export interface LocalCluster {
  client: LocalClient;
  clock: ManualClock;
  nodeAgent: NodeAgent;
  /** Pods of a namespace that are not being deleted. */
  pods(namespace?: string): readonly Pod[];
  /** `reason: message` of the events about one object, oldest first. */
  eventsAbout(kind: string, name: string): string[];
  /** Writes a Pod through its subresource `resize`. */
  resize(pod: Pod): void;
  close(): void;
}

/** Starts controllers and kubelets on an empty registry with `nodes` nodes and lets them settle. */
export const createLocalCluster = async ({ nodes = 3, seed = 1 } = {}): Promise<LocalCluster> => {
  const clock = createManualClock();
  const rng = createRng(seed);
  const registry = createRegistry({ clock, rng });
  const { client } = registry;
  const controllers = startControllers({ client, clock, rng: rng.fork('controllers'), rootCa: 'PEM' });
  const stopKruise = startKruise({ client, clock, rng: rng.fork('kruise') });
  for (let index = 1; index <= nodes; index++) {
    await client.create<KubeObject>(refs.nodes, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node-${index}` },
    });
  }
  await clock.advance(1000);

  interface EventObject extends KubeObject {
    involvedObject: { kind: string; name: string };
    reason: string;
    message: string;
  }
  return {
    client,
    clock,
    nodeAgent: controllers.nodeAgent,
    pods: (namespace = 'default') =>
      client.list<Pod>(refs.pods, { namespace }).filter(({ metadata }) => metadata.deletionTimestamp === undefined),
    eventsAbout: (kind, name) =>
      client
        .list<EventObject>(refs.events)
        .filter(({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === name)
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
        .map(({ reason, message }) => `${reason}: ${message}`),
    resize: (pod) => {
      const { name, namespace = 'default' } = pod.metadata;
      const options = { subresource: 'resize', fieldManager: 'test' };
      registry.find(refs.pods)?.update({ name, namespace }, pod as Pod & Record<string, unknown>, options);
    },
    close: () => {
      stopKruise();
      controllers.close();
    },
  };
};

/** A deployment of one container, `app: <name>`. */
export const newDeployment = (
  name: string,
  { image = 'nginx:1.27', ...spec }: Partial<Deployment['spec']> & { image?: string } = {},
): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'app', image }] } },
    ...spec,
  },
});

/** A pod of one container named `app`. */
export const newPod = (name: string, image: string, spec: Partial<PodSpec> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'app', image }], ...spec },
});
