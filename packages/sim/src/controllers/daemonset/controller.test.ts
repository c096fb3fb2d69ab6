import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, type LocalCluster } from '../../local-cluster.ts';
import { refs, type Node, type Pod } from '../../local/objects.ts';
import type { DaemonSet } from '../../local/workloads.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const key = { namespace: 'default', name: 'agent' };
const held = () => cluster.client.get<DaemonSet>(refs.daemonSets, key) as DaemonSet;
const nodesOfPods = () =>
  cluster
    .pods()
    .map(({ spec }) => spec.nodeName)
    .sort();

const create = (spec: Partial<DaemonSet['spec']> = {}) =>
  cluster.client.create<DaemonSet>(refs.daemonSets, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: key,
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'agent', image: 'agent:1' }] } },
      ...spec,
    },
  });

const node = (name: string) => cluster.client.get<Node>(refs.nodes, { name }) as Node;

describe('daemon set controller', () => {
  it('runs on nodes that come and leaves those that go', async () => {
    await create();
    await cluster.clock.advance(5_000);
    expect(nodesOfPods()).toEqual(['node-1', 'node-2', 'node-3']);
    await cluster.client.create<Node>(refs.nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-4' } });
    await cluster.clock.advance(5_000);
    expect(nodesOfPods()).toEqual(['node-1', 'node-2', 'node-3', 'node-4']);
    expect(held().status).toMatchObject({ desiredNumberScheduled: 4, numberReady: 4, numberAvailable: 4 });
  });

  it('heeds taints: NoSchedule keeps new pods away, NoExecute ends old ones', async () => {
    const taint = (name: string, effect: string) =>
      cluster.client.update<Node>(refs.nodes, { ...node(name), spec: { taints: [{ key: 'own', effect }] } });
    await taint('node-1', 'NoSchedule');
    await create();
    await cluster.clock.advance(5_000);
    expect(nodesOfPods()).toEqual(['node-2', 'node-3']);
    await taint('node-2', 'NoSchedule');
    await taint('node-3', 'NoExecute');
    await cluster.clock.advance(5_000);
    expect(nodesOfPods()).toEqual(['node-2']);
    expect(held().status).toMatchObject({ desiredNumberScheduled: 0, numberMisscheduled: 1 });
  });

  it('runs on a cordoned node', async () => {
    await cluster.client.update<Node>(refs.nodes, { ...node('node-1'), spec: { unschedulable: true } });
    await create();
    await cluster.clock.advance(5_000);
    expect(nodesOfPods()).toEqual(['node-1', 'node-2', 'node-3']);
  });

  it('replaces a failed pod, and more slowly when it fails again', async () => {
    await create({ template: templateOn('node-1') });
    await cluster.clock.advance(5_000);
    const fail = async () => {
      const [pod] = cluster.pods() as [Pod];
      await cluster.client.updateStatus(refs.pods, { ...pod, status: { ...pod.status, phase: 'Failed' } });
      return pod.metadata.name;
    };
    const first = await fail();
    await cluster.clock.advance(500);
    expect(cluster.pods().map(({ metadata }) => metadata.name)).not.toContain(first);
    expect(cluster.eventsAbout('DaemonSet', 'agent')).toContain(
      `FailedDaemonPod: Found failed daemon pod default/${first} on node node-1, will try to kill it`,
    );
    const second = await fail();
    await cluster.clock.advance(100);
    expect(cluster.pods().map(({ metadata }) => metadata.name)).toEqual([second]);
    await cluster.clock.advance(1_500);
    expect(cluster.pods().map(({ metadata }) => metadata.name)).not.toContain(second);
  });
});

const templateOn = (name: string) => ({
  metadata: { labels: { app: 'agent' } },
  spec: { nodeName: name, containers: [{ name: 'agent', image: 'agent:1' }] },
});
