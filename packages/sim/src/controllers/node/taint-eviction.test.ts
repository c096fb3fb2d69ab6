import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newPod, type LocalCluster } from '../../local-cluster.ts';
import { findCondition, refs, type Node, type Pod, type Taint } from '../../local/objects.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster({ nodes: 1 });
});
afterEach(() => cluster.close());

const node = () => cluster.client.get<Node>(refs.nodes, { name: 'node-1' }) as Node;
const pod = (name: string) => cluster.client.get<Pod>(refs.pods, { namespace: 'default', name });

const taint = async (taints: Taint[]) => {
  const held = node();
  await cluster.client.update(refs.nodes, { ...held, spec: { ...held.spec, taints } });
  await cluster.clock.settle();
};

const burning: Taint = { key: 'example.com/fire', effect: 'NoExecute' };

describe('taints', () => {
  it('tell that a node is cordoned', async () => {
    await cluster.client.update(refs.nodes, { ...node(), spec: { ...node().spec, unschedulable: true } });
    await cluster.clock.advance(100);
    expect(node().spec?.taints).toMatchObject([{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]);
    const { unschedulable: _cordoned, ...spec } = node().spec ?? {};
    await cluster.client.update(refs.nodes, { ...node(), spec });
    await cluster.clock.advance(100);
    expect(node().spec?.taints).toBeUndefined();
  });

  it('tell that a node is not ready or under pressure', async () => {
    const held = node();
    const conditions = (held.status?.conditions ?? []).map((condition) =>
      condition.type === 'MemoryPressure' ? { ...condition, status: 'True' as const } : condition,
    );
    await cluster.client.updateStatus(refs.nodes, { ...held, status: { ...held.status, conditions } });
    await cluster.clock.settle();
    expect(node().spec?.taints).toMatchObject([{ key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' }]);
  });

  it('take Pods off a node at once, later, or never', async () => {
    const tolerations = [{ key: burning.key, operator: 'Exists', effect: 'NoExecute' }];
    await cluster.client.create(refs.pods, newPod('plain', 'nginx', { terminationGracePeriodSeconds: 1 }));
    await cluster.client.create(refs.pods, newPod('tolerant', 'nginx', { tolerations }));
    await cluster.client.create(
      refs.pods,
      newPod('brief', 'nginx', { tolerations: tolerations.map((one) => ({ ...one, tolerationSeconds: 60 })) }),
    );
    await cluster.clock.advance(10_000);
    await taint([burning]);
    await cluster.clock.advance(1);
    expect(pod('plain')?.metadata.deletionTimestamp).toBeDefined();
    expect(findCondition(pod('plain')?.status?.conditions, 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    });
    expect(cluster.eventsAbout('Pod', 'plain')).toContain(
      'TaintManagerEviction: Marking for deletion Pod default/plain',
    );
    await cluster.clock.advance(30_000);
    expect(pod('brief')?.metadata.deletionTimestamp).toBeUndefined();
    await cluster.clock.advance(90_000);
    expect(pod('brief')).toBeUndefined();
    expect(pod('tolerant')?.status?.phase).toBe('Running');
  });

  it('let Pods be when they go in time', async () => {
    const tolerations = [{ key: burning.key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }];
    await cluster.client.create(refs.pods, newPod('brief', 'nginx', { tolerations }));
    await cluster.clock.advance(10_000);
    await taint([burning]);
    await cluster.clock.advance(30_000);
    await taint([]);
    await cluster.clock.advance(90_000);
    expect(pod('brief')?.metadata.deletionTimestamp).toBeUndefined();
    expect(cluster.eventsAbout('Pod', 'brief')).toContain(
      'TaintManagerEviction: Cancelling deletion of Pod default/brief',
    );
  });
});

describe('pod garbage collection', () => {
  it('removes the Pods of a node that is gone', async () => {
    await cluster.client.create(refs.pods, newPod('orphan', 'nginx'));
    await cluster.clock.advance(10_000);
    expect(pod('orphan')?.spec.nodeName).toBe('node-1');
    await cluster.client.delete(refs.nodes, { name: 'node-1' });
    await cluster.clock.advance(120_000);
    expect(pod('orphan')).toBeUndefined();
  });
});
