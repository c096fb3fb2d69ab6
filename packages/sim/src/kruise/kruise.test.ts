import { afterEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import { createLocalCluster, type LocalCluster } from '../local-cluster.ts';
import { isPodReady, type Pod } from '../local/objects.ts';
import { kruiseDefinitions } from './definitions.ts';
import { kruiseRefs } from './types.ts';
import type { CloneSet } from './types.ts';

let cluster: LocalCluster;
afterEach(() => cluster.close());

const definitionRef = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  namespaced: false,
};
const web = { namespace: 'default', name: 'web' };
type Strategy = Record<string, unknown>;

interface Workload extends KubeObject {
  spec: CloneSet['spec'];
  status?: Record<string, unknown>;
}

const create = async (
  kind: string,
  { ref, spec }: { ref: (typeof kruiseRefs)[keyof typeof kruiseRefs]; spec: object },
) => {
  cluster = await createLocalCluster();
  for (const definition of kruiseDefinitions) await cluster.client.create<KubeObject>(definitionRef, definition);
  await cluster.clock.advance(1_000);
  await cluster.client.create(ref, {
    apiVersion: `apps.kruise.io/${ref.version}`,
    kind,
    metadata: web,
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'app', image: 'nginx:v1' }] },
      },
      ...spec,
    },
  } as KubeObject);
  await cluster.clock.advance(20_000);
  const get = () => cluster.client.get<Workload>(ref, web) as Workload;
  const change = async (spec2: Partial<Workload['spec']>, waitMs = 60_000) => {
    await cluster.client.update(ref, { ...get(), spec: { ...get().spec, ...spec2 } });
    await cluster.clock.advance(waitMs);
  };
  const setImage = (image: string) => {
    const { template } = get().spec;
    return change({ template: { ...template, spec: { ...template.spec, containers: [{ name: 'app', image }] } } });
  };
  return { get, change, setImage };
};

const images = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { spec } of cluster.pods()) {
    const image = spec.containers[0]?.image ?? '';
    counts[image] = (counts[image] ?? 0) + 1;
  }
  return counts;
};

const cloneSet = (updateStrategy: Strategy = {}) =>
  create('CloneSet', { ref: kruiseRefs.cloneSets, spec: { replicas: 5, updateStrategy } });

describe('CloneSet', () => {
  it('makes its Pods and says so', async () => {
    const { get } = await cloneSet();
    const { status } = get();
    expect(status).toMatchObject({
      observedGeneration: 1,
      replicas: 5,
      readyReplicas: 5,
      availableReplicas: 5,
      updatedReplicas: 5,
      updatedReadyReplicas: 5,
      expectedUpdatedReplicas: 5,
      labelSelector: 'app=web',
    });
    expect(status?.['currentRevision']).toBe(status?.['updateRevision']);
    const [pod] = cluster.pods();
    const revision = String(status?.['updateRevision']);
    expect(pod?.metadata.labels).toMatchObject({
      'controller-revision-hash': revision,
      'pod-template-hash': revision.slice(revision.lastIndexOf('-') + 1),
    });
  });

  it.each([
    ['80%', 1],
    [3, 2],
    ['100%', 0],
    [0, 5],
  ])('is updated down to partition %s: %i', async (partition, updated) => {
    const { get, change, setImage } = await cloneSet({ partition: '100%' });
    await setImage('nginx:v2');
    expect(images()).toEqual({ 'nginx:v1': 5 });
    await change({ updateStrategy: { partition } }, 120_000);
    expect(images()['nginx:v2'] ?? 0).toBe(updated);
    expect(get().status).toMatchObject({ updatedReplicas: updated, updatedReadyReplicas: updated, readyReplicas: 5 });
    const same = get().status?.['currentRevision'] === get().status?.['updateRevision'];
    expect(same).toBe(updated === 5);
  });

  it('goes back to a revision it had', async () => {
    const { get, setImage } = await cloneSet({ partition: '60%' });
    const before = get().status?.['updateRevision'];
    await setImage('nginx:v2');
    expect(images()).toEqual({ 'nginx:v1': 3, 'nginx:v2': 2 });
    await setImage('nginx:v1');
    expect(get().status).toMatchObject({ currentRevision: before, updateRevision: before });
  });

  it('never has fewer available Pods than promised, nor more than the surge allows', async () => {
    const { change, setImage } = await cloneSet({ maxUnavailable: 1, maxSurge: 2, partition: '100%' });
    await setImage('nginx:v2');
    let [most, least] = [0, 9];
    const stop = cluster.client.watch<Pod>({ group: '', version: 'v1', plural: 'pods', namespaced: true }, () => {
      most = Math.max(most, cluster.pods().length);
      least = Math.min(least, cluster.pods().filter(isPodReady).length);
    });
    await change({ updateStrategy: { maxUnavailable: 1, maxSurge: 2 } }, 200_000);
    stop();
    expect(images()).toEqual({ 'nginx:v2': 5 });
    expect(most).toBeLessThanOrEqual(7);
    expect(least).toBeGreaterThanOrEqual(4);
  });

  it('updates Pods where they are when images alone differ', async () => {
    const { setImage } = await cloneSet({ type: 'InPlaceIfPossible' });
    const names = () =>
      cluster
        .pods()
        .map(({ metadata }) => metadata.name)
        .sort();
    const before = names();
    await setImage('nginx:v2');
    await cluster.clock.advance(60_000);
    expect(images()).toEqual({ 'nginx:v2': 5 });
    expect(names()).toEqual(before);
  });

  it('holds all old Pods beside new ones that never count as available (blue-green)', async () => {
    const { get, change, setImage } = await cloneSet({ partition: '100%' });
    await setImage('nginx:v2');
    await change({ minReadySeconds: 2_147_483_646, updateStrategy: { maxSurge: '100%', maxUnavailable: 0 } });
    expect(images()).toEqual({ 'nginx:v1': 5, 'nginx:v2': 5 });
    await change({ minReadySeconds: 0, updateStrategy: { maxSurge: 0, maxUnavailable: '20%' } });
    expect(images()).toEqual({ 'nginx:v2': 5 });
    expect(get().status).toMatchObject({ replicas: 5, updatedReadyReplicas: 5 });
  });

  it('is scaled, also in the middle, and stays where it is while paused', async () => {
    const { change, setImage } = await cloneSet({ partition: 3 });
    await setImage('nginx:v2');
    expect(images()).toEqual({ 'nginx:v1': 3, 'nginx:v2': 2 });
    await change({ replicas: 8 });
    expect(images()).toEqual({ 'nginx:v1': 3, 'nginx:v2': 5 });
    await change({ replicas: 4 });
    expect(cluster.pods()).toHaveLength(4);
    await change({ updateStrategy: { paused: true } });
    await setImage('nginx:v3');
    expect(images()['nginx:v3']).toBeUndefined();
  });
});

describe('Advanced StatefulSet', () => {
  it('is updated down to its partition', async () => {
    const spec = {
      replicas: 4,
      serviceName: 'web',
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } },
    };
    const { get, change, setImage } = await create('StatefulSet', { ref: kruiseRefs.statefulSets, spec });
    await setImage('nginx:v2');
    expect(images()).toEqual({ 'nginx:v1': 2, 'nginx:v2': 2 });
    expect(get().status).toMatchObject({ updatedReplicas: 2, readyReplicas: 4 });
    const paused = { type: 'RollingUpdate', rollingUpdate: { partition: 0, paused: true } };
    await change({ updateStrategy: paused as never });
    expect(images()).toEqual({ 'nginx:v1': 2, 'nginx:v2': 2 });
  });
});

describe('Advanced DaemonSet', () => {
  it('is updated down to its partition, and names its revision', async () => {
    const spec = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2, maxUnavailable: 1 } } };
    const { get, change, setImage } = await create('DaemonSet', { ref: kruiseRefs.daemonSets, spec });
    await setImage('nginx:v2');
    expect(images()).toEqual({ 'nginx:v1': 2, 'nginx:v2': 1 });
    const { status } = get();
    expect(status).toMatchObject({ desiredNumberScheduled: 3, updatedNumberScheduled: 1, numberReady: 3 });
    const hash = String(status?.['daemonSetHash']).slice('web-'.length);
    const updated = cluster.pods().filter(({ metadata }) => metadata.labels?.['pod-template-hash'] === hash);
    expect(updated).toHaveLength(1);
    await change({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } as never }, 120_000);
    expect(images()).toEqual({ 'nginx:v2': 3 });
  });
});
