import { afterEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createLocalCluster, newDeployment, type LocalCluster } from '../../local-cluster.ts';
import { isPodReady, refs, type Deployment, type Pod, type ReplicaSet } from '../../local/objects.ts';
import { resolveLimits } from './rollout-arithmetic.ts';

let cluster: LocalCluster;
afterEach(() => cluster.close());

const web = { namespace: 'default', name: 'web' };
const deployment = () => cluster.client.get<Deployment>(refs.deployments, web) as Deployment;
const sets = () =>
  [...cluster.client.list<ReplicaSet>(refs.replicaSets, { namespace: 'default' })].sort(
    (a, b) => revision(a) - revision(b),
  );
const revision = (object: { metadata: { annotations?: Record<string, string> } }) =>
  Number(object.metadata.annotations?.['deployment.kubernetes.io/revision']);
const conditions = () =>
  Object.fromEntries(
    (deployment().status?.conditions ?? []).map(({ type, status, reason, message }) => [
      type,
      [status, reason, message],
    ]),
  );

const change = (spec: Partial<Deployment['spec']>) =>
  cluster.client.update(refs.deployments, { ...deployment(), spec: { ...deployment().spec, ...spec } });

const setImage = (image: string) => {
  const { template } = deployment().spec;
  return change({ template: { ...template, spec: { ...template.spec, containers: [{ name: 'app', image }] } } });
};

const start = async (spec: Parameters<typeof newDeployment>[1] = {}) => {
  cluster = await createLocalCluster();
  await cluster.client.create(refs.deployments, newDeployment('web', spec));
  await cluster.clock.advance(10_000);
};

describe('deployment controller', () => {
  it('brings up pods and says so as upstream does', async () => {
    await start();
    const [set] = sets();
    const name = set?.metadata.name ?? '';
    expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5,10}$/);
    expect(deployment().status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
    });
    expect(deployment().status).not.toHaveProperty('unavailableReplicas');
    expect(conditions()).toEqual({
      Available: ['True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'],
      Progressing: ['True', 'NewReplicaSetAvailable', `ReplicaSet "${name}" has successfully progressed.`],
    });
    expect(deployment().metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    expect(set?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    });
    expect(set?.spec.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': name.slice(4) });
    expect(cluster.eventsAbout('Deployment', 'web')).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${name} from 0 to 3`,
    ]);
    for (const pod of cluster.pods()) {
      expect(pod.metadata.name).toMatch(new RegExp(`^${name}-[bcdfghjklmnpqrstvwxz2456789]{5}$`));
      expect(pod.metadata.ownerReferences).toEqual([
        expect.objectContaining({ kind: 'ReplicaSet', name, controller: true, blockOwnerDeletion: true }),
      ]);
    }
  });

  it('keeps revisions: rolls out, rolls back, remembers', async () => {
    await start();
    await setImage('nginx:1.28');
    await cluster.clock.advance(60_000);
    await setImage('nginx:1.27');
    await cluster.clock.advance(60_000);
    expect(sets().map((set) => [revision(set), set.spec.replicas])).toEqual([
      [2, 0],
      [3, 3],
    ]);
    expect(sets()[1]?.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1');
    expect(deployment().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  it('cleans up beyond the history limit', async () => {
    await start({ revisionHistoryLimit: 1 });
    for (const tag of ['a', 'b', 'c']) {
      await setImage(`nginx:${tag}`);
      await cluster.clock.advance(60_000);
    }
    expect(sets().map(revision)).toEqual([3, 4]);
  });

  it('recreates only when all old pods are gone', async () => {
    await start({ strategy: { type: 'Recreate' } });
    let most = 0;
    const stop = cluster.client.watch<Pod>(refs.pods, () => {
      const images = new Set(
        cluster.client.list<Pod>(refs.pods, { namespace: 'default' }).map(({ spec }) => spec.containers[0]?.image),
      );
      most = Math.max(most, images.size);
    });
    await setImage('nginx:1.28');
    await cluster.clock.advance(30_000);
    stop();
    expect(most).toBe(1);
    expect(deployment().status).toMatchObject({ updatedReplicas: 3, availableReplicas: 3 });
  });

  it('does nothing while paused but scales, and says it resumed', async () => {
    await start();
    await change({ paused: true });
    await setImage('nginx:1.28');
    await cluster.clock.advance(5_000);
    expect(sets()).toHaveLength(1);
    expect(conditions()['Progressing']).toEqual(['Unknown', 'DeploymentPaused', 'Deployment is paused']);
    await change({ replicas: 5 });
    await cluster.clock.advance(10_000);
    expect(cluster.pods()).toHaveLength(5);
    const { paused: _, ...spec } = deployment().spec;
    await cluster.client.update(refs.deployments, { ...deployment(), spec });
    await cluster.clock.advance(60_000);
    expect(sets().map((set) => set.spec.replicas)).toEqual([0, 5]);
    expect(conditions()['Progressing']?.[1]).toBe('NewReplicaSetAvailable');
  });

  it('gives a stuck rollout up at its deadline', async () => {
    await start({ progressDeadlineSeconds: 60 });
    await setImage('nginx:sim-unready');
    await cluster.clock.advance(55_000);
    expect(conditions()['Progressing']?.[1]).toBe('ReplicaSetUpdated');
    await cluster.clock.advance(30_000);
    const name = sets()[1]?.metadata.name ?? '';
    expect(conditions()['Progressing']).toEqual([
      'False',
      'ProgressDeadlineExceeded',
      `ReplicaSet "${name}" has timed out progressing.`,
    ]);
    expect(conditions()['Available']?.[0]).toBe('True');
    expect(deployment().status).toMatchObject({ replicas: 4, updatedReplicas: 1, unavailableReplicas: 1 });
  });

  it('counts pods as available only after minReadySeconds', async () => {
    await start({ minReadySeconds: 30 });
    expect(deployment().status).toMatchObject({ readyReplicas: 3, unavailableReplicas: 3 });
    expect(conditions()['Available']?.slice(0, 2)).toEqual(['False', 'MinimumReplicasUnavailable']);
    await cluster.clock.advance(30_000);
    expect(deployment().status).toMatchObject({ availableReplicas: 3 });
  });

  it('spreads a resize over old and new while a rollout is stuck', async () => {
    await start({ replicas: 10 });
    await setImage('nginx:sim-unready');
    await cluster.clock.advance(20_000);
    expect(sets().map((set) => set.spec.replicas)).toEqual([8, 5]);
    await change({ replicas: 15 });
    await cluster.clock.advance(5_000);
    expect(sets().map((set) => set.spec.replicas)).toEqual([12, 7]);
  });

  it('adopts replica sets that match and have no owner', async () => {
    await start();
    const [set] = sets();
    await cluster.client.delete(refs.deployments, web, { propagationPolicy: 'Orphan' });
    await cluster.clock.advance(2_000);
    expect(sets()[0]?.metadata.ownerReferences).toBeUndefined();
    await cluster.client.create(refs.deployments, newDeployment('web'));
    await cluster.clock.advance(2_000);
    expect(sets().map(({ metadata }) => metadata.uid)).toEqual([set?.metadata.uid]);
    expect(sets()[0]?.metadata.ownerReferences?.[0]?.uid).toBe(deployment().metadata.uid);
  });

  it('never has more pods than desired + surge nor fewer available than desired − unavailable', async () => {
    const amount = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('0%', '25%', '50%', '100%'));
    const plans = fc.record({
      replicas: fc.integer({ min: 1, max: 6 }),
      maxSurge: amount,
      maxUnavailable: amount,
      steps: fc.array(
        fc.record({
          image: fc.constantFrom(
            'nginx:a',
            'nginx:b',
            'nginx:c',
            'nginx:sim-unready',
            'nginx:sim-slow-3s',
            'nginx:sim-missing',
          ),
          waitMs: fc.integer({ min: 50, max: 9_000 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(plans, async ({ replicas, maxSurge, maxUnavailable, steps }) => {
        const isZero = (value: string | number) => value === 0 || value === '0%';
        fc.pre(!(isZero(maxSurge) && isZero(maxUnavailable)));
        await start({ replicas, strategy: { rollingUpdate: { maxSurge, maxUnavailable } } });
        const limits = resolveLimits({ maxSurge, maxUnavailable }, replicas);
        const problems: string[] = [];
        const stop = cluster.client.watch<Pod>(refs.pods, () => {
          const pods = cluster.pods();
          const available = pods.filter(isPodReady).length;
          if (pods.length > replicas + limits.surge) problems.push(`${pods.length} pods`);
          if (available < replicas - limits.unavailable) problems.push(`${available} available`);
        });
        for (const { image, waitMs } of steps) {
          await setImage(image);
          await cluster.clock.advance(waitMs);
        }
        await setImage('nginx:last');
        await cluster.clock.advance(120_000);
        stop();
        expect(problems).toEqual([]);
        expect(deployment().status).toMatchObject({ replicas, updatedReplicas: replicas, availableReplicas: replicas });
        cluster.close();
      }),
      { numRuns: 12 },
    );
  });
});
