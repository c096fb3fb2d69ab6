import { afterEach, describe, expect, it } from 'vitest';
import { createHistoryClock, createManualClock, createRng } from '@binnacle/kube/clock';
import { startControllers } from '../controllers/index.ts';
import { refs, type Deployment, type Node, type Pod } from '../local/objects.ts';
import type { DaemonSet, Job, StatefulSet } from '../local/workloads.ts';
import { createRegistry } from '../registry/index.ts';
import { putInto } from '../start-cluster.ts';
import type { LocalClient } from '../types.ts';
import { fleets } from './fleet.ts';
import { findScenario } from './index.ts';

let close: () => void = () => undefined;
afterEach(() => close());

const load = async (name: string): Promise<LocalClient> => {
  const scenario = findScenario(name);
  const clock = createHistoryClock(createManualClock(), scenario.ageMs);
  const rng = createRng(1);
  const registry = createRegistry({ clock, rng });
  const { client } = registry;
  ({ close } = startControllers({ client, clock, rng: rng.fork('controllers') }));
  await scenario.load({ client, clock, rng, put: putInto(registry) });
  await clock.goLive();
  return client;
};

const waitingReasons = (pods: readonly Pod[]): string[] => [
  ...new Set(
    pods.flatMap(({ status }) => (status?.containerStatuses ?? []).flatMap(({ state }) => state.waiting?.reason ?? [])),
  ),
];

const ageDays = (createdAt: string | undefined) =>
  (createManualClock().now() - Date.parse(createdAt ?? '')) / 86_400_000;

describe('scenarios', () => {
  it('empty: nodes and nothing else', async () => {
    const client = await load('empty');
    expect(client.list<Node>(refs.nodes).map(({ metadata }) => metadata.name)).toEqual([
      'worker-1',
      'worker-2',
      'worker-3',
    ]);
    expect(client.list(refs.pods)).toEqual([]);
  });

  it('small: all is well, and it has a past', async () => {
    const client = await load('small');
    const pods = client.list<Pod>(refs.pods);
    expect(pods.length).toBeGreaterThan(20);
    expect(waitingReasons(pods)).toEqual([]);
    const isJobs = ({ metadata }: Pod) => metadata.ownerReferences?.[0]?.kind === 'Job';
    expect(pods.every((pod) => pod.status?.phase === (isJobs(pod) ? 'Succeeded' : 'Running'))).toBe(true);
    expect(client.list<StatefulSet>(refs.statefulSets)[0]?.status).toMatchObject({ replicas: 3, availableReplicas: 3 });
    expect(client.list<DaemonSet>(refs.daemonSets)[0]?.status).toMatchObject({ numberAvailable: 3 });
    const jobs = client.list<Job>(refs.jobs);
    expect(jobs).toHaveLength(3);
    expect(jobs.every(({ status }) => status?.succeeded === 1)).toBe(true);
    const deployments = client.list<Deployment>(refs.deployments);
    expect(deployments.length).toBeGreaterThanOrEqual(12);
    for (const { spec, status } of deployments) {
      expect(status).toMatchObject({
        replicas: spec.replicas,
        updatedReplicas: spec.replicas,
        availableReplicas: spec.replicas,
      });
    }
    const storefront = client.get<Deployment>(refs.deployments, { namespace: 'shop', name: 'storefront' });
    expect(storefront?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
    expect(ageDays(client.list<Node>(refs.nodes)[0]?.metadata.creationTimestamp)).toBeCloseTo(12, 1);
    expect(ageDays(storefront?.metadata.creationTimestamp)).toBeLessThan(11);
    const nodeStates = client.list<Node>(refs.nodes).flatMap(({ status }) => status?.conditions ?? []);
    expect(nodeStates.every(({ type, status }) => (type === 'Ready' ? status === 'True' : status === 'False'))).toBe(
      true,
    );
  });

  it('crash: there is something wrong to find', async () => {
    const client = await load('crash');
    const pods = client.list<Pod>(refs.pods, { namespace: 'shop' });
    expect(waitingReasons(pods).sort()).toEqual(['CrashLoopBackOff', 'ImagePullBackOff']);
    const of = (name: string) => pods.filter(({ metadata }) => metadata.name.startsWith(`${name}-`));
    expect(of('payments')[0]?.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(8);
    expect(of('mailer')[0]?.status?.containerStatuses?.[0]?.lastState.terminated?.reason).toBe('OOMKilled');
    expect(of('search-indexer')[0]?.status?.conditions?.[0]?.message).toBe(
      '0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
    const storefront = client.get<Deployment>(refs.deployments, { namespace: 'shop', name: 'storefront' });
    expect(storefront?.status).toMatchObject({ replicas: 4, updatedReplicas: 1, availableReplicas: 3 });
    expect(storefront?.status?.conditions?.find(({ type }) => type === 'Progressing')?.reason).toBe(
      'ProgressDeadlineExceeded',
    );
    expect(of('cart').every(({ status }) => status?.phase === 'Running')).toBe(true);
  });

  it('medium: what is placed stands as if it had been lived', async () => {
    const client = await load('medium');
    const pods = client.list<Pod>(refs.pods).filter(({ metadata }) => metadata.namespace?.startsWith('team-'));
    expect(pods).toHaveLength(400);
    expect(pods.every(({ status }) => status?.phase === 'Running')).toBe(true);
    for (const one of [
      (pod: Pod) => pod.metadata.name,
      (pod: Pod) => pod.metadata.uid,
      (pod: Pod) => pod.status?.podIP,
      (pod: Pod) => pod.status?.containerStatuses?.[0]?.containerID,
    ])
      expect(new Set(pods.map(one)).size).toBe(400);
    expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(40);
    for (const { metadata, spec, status } of client.list<Deployment>(refs.deployments)) {
      expect([metadata.name, status?.availableReplicas]).toEqual([metadata.name, spec.replicas]);
      expect(status?.observedGeneration).toBe(metadata.generation);
    }
    // Nobody found anything to correct: a placed pod has been written once.
    const versions = pods.map(({ metadata }) => Number(metadata.resourceVersion)).sort((a, b) => a - b);
    expect(versions.at(-1)! - versions[40]!).toBeLessThan(500);
  });

  it('the same seed gives the same cluster, byte for byte', async () => {
    const everything = async () => {
      const client = await load('small');
      const objects = client.kinds().flatMap((kind) => client.list(kind).map((object) => JSON.stringify(object)));
      close();
      return objects;
    };
    const first = await everything();
    expect(first.length).toBeGreaterThan(200);
    expect(await everything()).toEqual(first);
  });

  it('an unknown name is told with those there are', () => {
    expect(() => findScenario('fleet')).toThrow('"fleet" is several clusters: see binnacle demo --scenario fleet');
    expect(() => findScenario('big')).toThrow(
      'unknown scenario "big", choose one of: empty, small, crash, canary, istio, medium, large',
    );
  });

  it('fleets are made of scenarios that there are', () => {
    for (const { members } of fleets) {
      expect(new Set(members.map(({ name }) => name)).size).toBe(members.length);
      for (const { scenario } of members) if (scenario !== undefined) findScenario(scenario);
    }
    expect(fleets.find(({ name }) => name === 'fleet')?.members).toHaveLength(5);
  });

  it('istio: a mesh whose workloads are well and whose routes are not', async () => {
    const client = await load('istio');
    const pods = client.list<Pod>(refs.pods);
    expect(waitingReasons(pods)).toEqual([]);
    const proxied = client.list<Pod>(refs.pods, { namespace: 'shop' });
    expect(proxied.length).toBeGreaterThan(8);
    expect(proxied.every(({ spec }) => spec.containers.some(({ name }) => name === 'istio-proxy'))).toBe(true);
    const names = (plural: string) =>
      client
        .list({ group: 'networking.istio.io', version: 'v1', plural, namespaced: true })
        .map(({ metadata }) => metadata.name)
        .sort();
    expect(names('gateways')).toEqual(['legacy', 'shop']);
    expect(names('virtualservices')).toEqual(['cart', 'cart-canary', 'catalog', 'promotions', 'storefront']);
    expect(names('destinationrules')).toEqual(['cart', 'catalog', 'payments']);
  });
});
