import { describe, expect, it } from 'vitest';
import type { IntOrString, Pod } from '@binnacle/kube/api';
import type { BatchRelease, ReleasePlan } from '../../api/index.ts';
import { annotations, labels } from '../../api/index.ts';
import { readerOf } from '../../cluster/reader.fixture.ts';
import { controlInfo } from '../control-info.ts';
import { partitionedExecutor } from './executor.ts';
import { partitionShapeOf } from './shapes.ts';
import type { PartitionedWorkload } from './shapes.ts';

const refs = {
  'apps StatefulSet': { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  'kruise StatefulSet': { apiVersion: 'apps.kruise.io/v1beta1', kind: 'StatefulSet' },
  CloneSet: { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'CloneSet' },
  'kruise DaemonSet': { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'DaemonSet' },
} as const;
type Name = keyof typeof refs;

const release = (change: Partial<ReleasePlan> = {}): BatchRelease => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'BatchRelease',
  metadata: { name: 'demo', namespace: 'shop', uid: 'b1' },
  spec: {
    workloadRef: { ...refs.CloneSet, name: 'echo' },
    releasePlan: {
      batches: [{ canaryReplicas: '20%' }, { canaryReplicas: 6 }, { canaryReplicas: '100%' }],
      batchPartition: 0,
      enableExtraWorkloadForCanary: false,
      ...change,
    },
  },
});

const workload = (
  name: Name,
  updateStrategy: PartitionedWorkload['spec']['updateStrategy'],
  info = false,
): PartitionedWorkload => ({
  ...refs[name],
  metadata: {
    name: 'echo',
    namespace: 'shop',
    uid: 'w1',
    generation: 2,
    annotations: info ? { [annotations.controlInfo]: controlInfo(release()) } : {},
  },
  spec: {
    replicas: 10,
    selector: { matchLabels: { app: 'echo' } },
    template: { spec: { containers: [] } } as never,
    ...(updateStrategy === undefined ? {} : { updateStrategy }),
  },
  status: {
    observedGeneration: 2,
    replicas: 10,
    updatedReplicas: 2,
    currentRevision: 'echo-v1',
    updateRevision: 'echo-v2',
    daemonSetHash: 'echo-v2',
    desiredNumberScheduled: 10,
    updatedNumberScheduled: 2,
  },
});

const executor = (
  name: Name,
  of: PartitionedWorkload,
  { plan = release(), pods = [] }: { plan?: BatchRelease; pods?: Pod[] } = {},
) => {
  const shape = partitionShapeOf(refs[name])!;
  return partitionedExecutor(readerOf(...pods), { release: plan, workload: of, shape });
};
const podOf = (
  owner: Name,
  name: string,
  { ready = true, own }: { ready?: boolean; own: Record<string, string> },
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'shop',
    labels: { app: 'echo', ...own },
    ownerReferences: [{ ...refs[owner], name: 'echo', uid: 'w1', controller: true }],
  },
  spec: { containers: [] },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const leaving = (pod: Pod): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, deletionTimestamp: '2026-01-05T09:00:00Z' },
});
const strategyOf = (name: Name, partition: IntOrString) =>
  name === 'CloneSet' ? { partition } : { rollingUpdate: { partition } };

describe('§4.3 by partition', () => {
  it.each([
    ['apps StatefulSet', { rollingUpdate: { partition: 32_767 } }],
    ['kruise StatefulSet', { rollingUpdate: { partition: 32_767, paused: false } }],
    ['CloneSet', { partition: '100%', paused: false }],
    ['kruise DaemonSet', { rollingUpdate: { partition: 32_767, paused: false } }],
  ] as const)('§4.3 %s: taken in hand', (name, updateStrategy) => {
    expect(executor(name, workload(name, undefined)).initialize(0)).toMatchObject([
      {
        patch: {
          metadata: { annotations: { [annotations.controlInfo]: controlInfo(release()) } },
          spec: { updateStrategy },
        },
      },
    ]);
    expect(executor(name, workload(name, undefined, true)).initialize(0)).toEqual([]);
  });

  it.each<[Name, IntOrString, number, IntOrString | undefined]>([
    ['apps StatefulSet', 32_767, 0, 8],
    ['apps StatefulSet', 8, 1, 4],
    ['apps StatefulSet', 4, 0, undefined],
    ['kruise DaemonSet', 32_767, 2, 0],
    ['CloneSet', '100%', 0, '80%'],
    ['CloneSet', '80%', 1, 4],
    ['CloneSet', 4, 2, '0%'],
    ['CloneSet', '40%', 0, undefined],
  ])('§4.3 %s at partition %s, batch %s → %s', (...[name, current, batch, wanted]) => {
    const writes = executor(name, workload(name, strategyOf(name, current), true)).upgrade(batch);
    expect(writes).toMatchObject(
      wanted === undefined ? [] : [{ patch: { spec: { updateStrategy: strategyOf(name, wanted) } } }],
    );
    expect(writes).toHaveLength(wanted === undefined ? 0 : 1);
  });

  it.each([
    ['apps StatefulSet', labels.controllerRevisionHash, 'echo-v2'],
    ['CloneSet', labels.podTemplateHash, 'v2'],
  ] as const)('§2.2 %s: its updated Pods carry %s=%s', (name, key, value) => {
    const pod = (podName: string, ready: boolean) => podOf(name, podName, { own: { [key]: value }, ready });
    const half = executor(name, workload(name, undefined), { pods: [pod('a', true), pod('b', false)] });
    expect([half.updatedReadyReplicas, half.lack(0)]).toEqual([1, '1 of 2 updated pods are ready']);
    expect(
      executor(name, workload(name, undefined), { pods: [pod('a', true), pod('b', true)] }).lack(0),
    ).toBeUndefined();
  });

  it('§4.8 a rollback in batches counts and marks Pods that stay, not those on their way out', () => {
    const plan = release({ rolloutID: 'back' });
    plan.metadata.annotations = { [annotations.rollbackInBatch]: 'true' };
    const back = (name: string, isMarked: boolean) =>
      podOf('CloneSet', name, {
        own: { [labels.podTemplateHash]: 'v2', ...(isMarked ? { [labels.noNeedUpdate]: 'back' } : {}) },
      });
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const held = workload('CloneSet', { partition: '100%' }, true);
    const fresh = names.map((name) => back(name, false));
    const first = executor('CloneSet', held, { plan, pods: [...fresh, leaving(back('g', false))] });
    expect(first.initialize(0).map((write) => (write as { name?: string }).name)).toEqual(names);
    const marked = names.map((name) => back(name, true));
    const then = executor('CloneSet', held, { plan, pods: [...marked, leaving(back('g', true))] });
    expect(then.noNeedUpdateReplicas).toBe(6);
    expect(then.upgrade(0)).toMatchObject([{ patch: { spec: { updateStrategy: { partition: '30%' } } } }]);
  });

  it('§4.3 finalize: the partition goes, or stays when the release is only taken away', () => {
    const held = workload('CloneSet', { partition: '80%' }, true);
    expect(executor('CloneSet', held, { plan: release({ batchPartition: null }) }).finalize()).toMatchObject({
      done: false,
      writes: [
        {
          patch: {
            metadata: { annotations: { [annotations.controlInfo]: null } },
            spec: { updateStrategy: { partition: null, paused: false } },
          },
        },
      ],
    });
    const taken = executor('CloneSet', held).finalize();
    expect(taken.writes).toMatchObject([{ patch: { metadata: { annotations: { [annotations.controlInfo]: null } } } }]);
    expect(JSON.stringify(taken.writes)).not.toContain('updateStrategy');
    expect(executor('CloneSet', workload('CloneSet', undefined)).finalize()).toEqual({ done: true, writes: [] });
  });
});
