import type { KubeObject } from '@binnacle/kube/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newPod, type LocalCluster } from '../../local-cluster.ts';
import { findCondition, refs, type Node, type Pod, type PodSpec } from '../../local/objects.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const pod = (name = 'p') => cluster.client.get<Pod>(refs.pods, { namespace: 'default', name }) as Pod;
const node = (name: string) => cluster.client.get<Node>(refs.nodes, { name }) as Node;

const create = async (spec: Partial<PodSpec> & { cpu?: string }, name = 'p') => {
  const { cpu, ...rest } = spec;
  const resources = cpu === undefined ? {} : { resources: { requests: { cpu } } };
  await cluster.client.create(
    refs.pods,
    newPod(name, 'nginx', { containers: [{ name: 'app', image: 'nginx', ...resources }], ...rest }),
  );
  await cluster.clock.settle();
};
const change = async (name: string, spec: Partial<NonNullable<Node['spec']>>, labels = {}) => {
  const held = node(name);
  await cluster.client.update(refs.nodes, {
    ...held,
    metadata: { ...held.metadata, labels: { ...held.metadata.labels, ...labels } },
    spec: { ...held.spec, ...spec },
  });
  await cluster.clock.settle();
};

const preemption = (text: string) => `no new claims to deallocate, preemption: 0/3 nodes are available: ${text}.`;
const unhelpful = 'Preemption is not helpful for scheduling';
const noVictims = 'No preemption victims found for incoming pod';

describe('scheduler', () => {
  it('spreads the pods of one owner over the nodes', async () => {
    await cluster.client.create<KubeObject>(refs.replicaSets, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        replicas: 6,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx' }] } },
      },
    } as KubeObject);
    await cluster.clock.advance(1_000);
    const counts = new Map<string, number>();
    for (const { spec } of cluster.pods()) counts.set(spec.nodeName ?? '', (counts.get(spec.nodeName ?? '') ?? 0) + 1);
    expect([...counts].sort()).toEqual([
      ['node-1', 2],
      ['node-2', 2],
      ['node-3', 2],
    ]);
  });

  it('says in upstream’s words why nothing fits', async () => {
    await change('node-1', { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] });
    await change('node-2', { unschedulable: true });
    await create({}, 'filler');
    await create({ cpu: '7900m' }, 'big');
    await create({ cpu: '500m' });
    const message = `0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. ${preemption(`1 ${noVictims}, 2 ${unhelpful}`)}`;
    expect(findCondition(pod().status?.conditions, 'PodScheduled')).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message,
    });
    expect(pod().status?.phase).toBe('Pending');
    expect(cluster.eventsAbout('Pod', 'p')).toEqual([`FailedScheduling: ${message}`]);
  });

  it.each<[string, Partial<PodSpec> & { cpu?: string }, string]>([
    [
      'a selector',
      { nodeSelector: { disk: 'ssd' } },
      `3 node(s) didn't match Pod's node affinity/selector. ${preemption(`3 ${unhelpful}`)}`,
    ],
    ['too large for any node', { cpu: '64' }, `3 Insufficient cpu. ${preemption(`3 ${unhelpful}`)}`],
  ])('%s', async (_, spec, message) => {
    await create(spec);
    expect(findCondition(pod().status?.conditions, 'PodScheduled')?.message).toBe(
      `0/3 nodes are available: ${message}`,
    );
  });

  it('tolerates taints, heeds selectors and affinity', async () => {
    for (const name of ['node-1', 'node-2']) {
      await change(name, { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] }, { zone: name });
    }
    await create({}, 'plain');
    await create(
      { tolerations: [{ key: 'dedicated', operator: 'Exists' }], nodeSelector: { zone: 'node-2' } },
      'tolerant',
    );
    const nodeSelectorTerms = [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['node-1'] }] }];
    await create(
      {
        tolerations: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }],
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
      },
      'drawn',
    );
    expect(['plain', 'tolerant', 'drawn'].map((name) => pod(name).spec.nodeName)).toEqual([
      'node-3',
      'node-2',
      'node-1',
    ]);
  });

  it('tries again when a node changes or a pod leaves', async () => {
    await create({ nodeSelector: { disk: 'ssd' } });
    expect(pod().spec.nodeName).toBeUndefined();
    await change('node-2', {}, { disk: 'ssd' });
    await cluster.clock.advance(2_000);
    expect(pod().spec.nodeName).toBe('node-2');

    for (const n of ['a', 'b', 'c']) await create({ cpu: '6' }, n);
    await create({ cpu: '6' }, 'late');
    expect(pod('late').spec.nodeName).toBeUndefined();
    await cluster.client.delete(refs.pods, { namespace: 'default', name: 'b' }, { gracePeriodSeconds: 0 });
    await cluster.clock.advance(2_000);
    expect(pod('late').spec.nodeName).toBeDefined();
    expect(pod('late').status?.conditions?.filter(({ type }) => type === 'PodScheduled')).toMatchObject([
      { status: 'True' },
    ]);
  });

  it('leaves pods of other schedulers alone', async () => {
    await create({ schedulerName: 'mine' });
    await cluster.clock.advance(5_000);
    expect(pod().spec.nodeName).toBeUndefined();
    expect(cluster.eventsAbout('Pod', 'p')).toEqual([]);
  });
});
