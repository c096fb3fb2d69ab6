import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newPod, type LocalCluster } from '../../local-cluster.ts';
import { refs, type Pod } from '../../local/objects.ts';
import type { ControllerRevision, StatefulSet } from '../../local/workloads.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'db' };
const held = () => cluster.client.get<StatefulSet>(refs.statefulSets, key) as StatefulSet;
const names = () => cluster.pods().map(({ metadata }) => metadata.name);
const images = () => cluster.pods().map(({ spec }) => spec.containers[0]?.image);

const create = (spec: Partial<StatefulSet['spec']> = {}, image = 'postgres:17') =>
  cluster.client.create<StatefulSet>(refs.statefulSets, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: key,
    spec: {
      replicas: 3,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'db', image }] } },
      ...spec,
    },
  });

const setImage = (image: string) =>
  cluster.client.update<StatefulSet>(refs.statefulSets, {
    ...held(),
    spec: {
      ...held().spec,
      template: { ...held().spec.template, spec: { containers: [{ name: 'db', image }] } },
    },
  });

describe('stateful set controller', () => {
  it('waits for each pod before the next', async () => {
    await create({}, 'postgres:17-sim-slow-20s');
    await cluster.clock.advance(15_000);
    expect(names()).toEqual(['db-0']);
    await cluster.clock.advance(25_000);
    expect(names()).toEqual(['db-0', 'db-1']);
    await cluster.clock.advance(60_000);
    expect(held().status).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3 });
    expect(cluster.eventsAbout('StatefulSet', 'db')).toEqual(
      [0, 1, 2].map((index) => `SuccessfulCreate: create Pod db-${index} in StatefulSet db successful`),
    );
  });

  it('makes all at once when Parallel', async () => {
    await create({ podManagementPolicy: 'Parallel' }, 'postgres:17-sim-slow-20s');
    await cluster.clock.advance(1_000);
    expect(names()).toEqual(['db-0', 'db-1', 'db-2']);
  });

  it('waits until a pod has been ready for minReadySeconds', async () => {
    await create({ replicas: 2, minReadySeconds: 30 });
    await cluster.clock.advance(20_000);
    expect([names(), held().status?.availableReplicas]).toEqual([['db-0'], 0]);
    await cluster.clock.advance(70_000);
    expect([names(), held().status?.availableReplicas]).toEqual([['db-0', 'db-1'], 2]);
  });

  it('brings a failed pod back under its name', async () => {
    await create({ replicas: 1 });
    await cluster.clock.advance(10_000);
    const [pod] = cluster.pods() as [Pod];
    await cluster.client.updateStatus(refs.pods, { ...pod, status: { ...pod.status, phase: 'Failed' } });
    await cluster.clock.advance(10_000);
    const [next] = cluster.pods() as [Pod];
    expect([next.metadata.name, next.status?.phase]).toEqual(['db-0', 'Running']);
    expect(next.metadata.uid).not.toBe(pod.metadata.uid);
  });

  it('stops a rollout at the first pod that does not become ready', async () => {
    await create();
    await cluster.clock.advance(30_000);
    await setImage('postgres:18-sim-unready');
    await cluster.clock.advance(60_000);
    expect(images()).toEqual(['postgres:17', 'postgres:17', 'postgres:18-sim-unready']);
    expect(held().status).toMatchObject({ replicas: 3, readyReplicas: 2, updatedReplicas: 1, currentReplicas: 2 });
  });

  it('keeps as many old revisions as asked', async () => {
    await create({ replicas: 1, revisionHistoryLimit: 1 });
    for (const tag of [18, 19, 20]) {
      await cluster.clock.advance(20_000);
      await setImage(`postgres:${tag}`);
    }
    await cluster.clock.advance(20_000);
    const revisions = cluster.client.list<ControllerRevision>(refs.controllerRevisions, { namespace: 'default' });
    expect(revisions.map(({ revision }) => revision).sort()).toEqual([3, 4]);
  });

  it('takes in an orphan that has one of its names only', async () => {
    for (const name of ['db-0', 'other']) {
      const orphan = newPod(name, 'postgres:17');
      await cluster.client.create(refs.pods, {
        ...orphan,
        metadata: { ...orphan.metadata, labels: { app: 'db' } },
      });
    }
    await create({ replicas: 1, updateStrategy: { type: 'OnDelete' } });
    await cluster.clock.advance(10_000);
    const owners = cluster.pods().map(({ metadata }) => [metadata.name, metadata.ownerReferences?.[0]?.kind]);
    expect(owners).toEqual([
      ['db-0', 'StatefulSet'],
      ['other', undefined],
    ]);
  });
});
