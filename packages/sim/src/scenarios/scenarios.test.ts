import { afterEach, describe, expect, it } from 'vitest';
import { createHistoryClock, createManualClock, createRng } from '@binnacle/kube/clock';
import { startControllers } from '../controllers/index.ts';
import { refs, type Deployment, type Node, type Pod } from '../local/objects.ts';
import type { DaemonSet, Job, StatefulSet } from '../local/workloads.ts';
import { createRegistry } from '../registry/index.ts';
import type { LocalClient } from '../types.ts';
import { findScenario } from './index.ts';

let close: () => void = () => undefined;
afterEach(() => close());

const load = async (name: string): Promise<LocalClient> => {
  const scenario = findScenario(name);
  const clock = createHistoryClock(createManualClock(), scenario.ageMs);
  const rng = createRng(1);
  const { client } = createRegistry({ clock, rng });
  ({ close } = startControllers({ client, clock, rng: rng.fork('controllers') }));
  await scenario.load({ client, clock, rng });
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

  it('the same seed gives the same cluster', async () => {
    const names = async () => {
      const client = await load('small');
      const result = client
        .list<Pod>(refs.pods)
        .map(({ metadata, spec }) => `${metadata.name}@${spec.nodeName} ${metadata.uid}`);
      close();
      return result;
    };
    expect(await names()).toEqual(await names());
  });

  it('an unknown name is told with those there are', () => {
    expect(() => findScenario('big')).toThrow('unknown scenario "big", choose one of: empty, small, crash');
  });
});
