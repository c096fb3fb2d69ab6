import type { KubeObject } from '@binnacle/kube/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newPod, type LocalCluster } from '../../local-cluster.ts';
import { refs, type Pod, type ReplicaSet } from '../../local/objects.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'web' };
const replicaSet = () => cluster.client.get<ReplicaSet>(refs.replicaSets, key) as ReplicaSet;

const create = (replicas: number) =>
  cluster.client.create<ReplicaSet>(refs.replicaSets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: key,
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx' }] } },
    },
  });

const label = (pod: Pod, app: string) =>
  cluster.client.update(refs.pods, { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, app } } });

describe('replica set controller', () => {
  it('creates what is missing, deletes what is too much, and counts', async () => {
    await create(3);
    await cluster.clock.advance(5_000);
    expect(replicaSet().status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    await cluster.client.update(refs.replicaSets, { ...replicaSet(), spec: { ...replicaSet().spec, replicas: 1 } });
    await cluster.clock.advance(5_000);
    expect(cluster.pods()).toHaveLength(1);
    expect(replicaSet().status).toMatchObject({ replicas: 1, observedGeneration: 2 });
    const events = cluster.eventsAbout('ReplicaSet', 'web');
    expect(events.filter((event) => event.startsWith('SuccessfulCreate: Created pod: web-'))).toHaveLength(3);
    expect(events.filter((event) => event.startsWith('SuccessfulDelete: Deleted pod: web-'))).toHaveLength(2);
  });

  it('replaces a pod that was deleted', async () => {
    await create(2);
    await cluster.clock.advance(5_000);
    const [first] = cluster.pods();
    await cluster.client.delete(refs.pods, { namespace: 'default', name: first?.metadata.name ?? '' });
    await cluster.clock.advance(5_000);
    expect(cluster.pods()).toHaveLength(2);
    expect(cluster.pods().map(({ metadata }) => metadata.uid)).not.toContain(first?.metadata.uid);
  });

  it('adopts matching orphans', async () => {
    const orphan = {
      ...newPod('orphan', 'nginx'),
      metadata: { name: 'orphan', namespace: 'default', labels: { app: 'web' } },
    };
    await cluster.client.create(refs.pods, orphan);
    await create(2);
    await cluster.clock.advance(5_000);
    expect(cluster.pods()).toHaveLength(2);
    const owners = cluster.client.get<Pod>(refs.pods, { namespace: 'default', name: 'orphan' })?.metadata
      .ownerReferences;
    expect(owners).toMatchObject([{ kind: 'ReplicaSet', name: 'web', controller: true }]);
  });

  it('lets go of a pod whose labels no longer match', async () => {
    await create(2);
    await cluster.clock.advance(5_000);
    const [pod] = cluster.pods();
    await label(pod as Pod, 'debug');
    await cluster.clock.advance(5_000);
    const released = cluster.client.get<KubeObject>(refs.pods, {
      namespace: 'default',
      name: pod?.metadata.name ?? '',
    });
    expect(released?.metadata.ownerReferences).toBeUndefined();
    expect(cluster.pods()).toHaveLength(3);
  });

  it('replaces finished pods and leaves them to be read', async () => {
    await create(1);
    await cluster.clock.advance(5_000);
    const [pod] = cluster.pods();
    await cluster.client.updateStatus(refs.pods, { ...(pod as Pod), status: { ...pod?.status, phase: 'Failed' } });
    await cluster.clock.advance(5_000);
    expect(
      cluster
        .pods()
        .map(({ status }) => status?.phase)
        .sort(),
    ).toEqual(['Failed', 'Running']);
  });
});
