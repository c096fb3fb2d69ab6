import { describe, expect, it } from 'vitest';
import type { Rollout } from '../api/index.ts';
import { annotations } from '../api/index.ts';
import { partitionShapeOf } from '../release/index.ts';
import type { PartitionedWorkload } from '../release/index.ts';
import { admitPartitioned } from './admit-partitioned.ts';

const refs = {
  StatefulSet: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  CloneSet: { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'CloneSet' },
  DaemonSet: { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'DaemonSet' },
} as const;

const workload = (
  kind: keyof typeof refs,
  image: string,
  change: Partial<PartitionedWorkload['spec']> = {},
): PartitionedWorkload => ({
  ...refs[kind],
  metadata: { name: 'echo', namespace: 'shop' },
  spec: {
    replicas: 5,
    selector: { matchLabels: { app: 'echo' } },
    template: { metadata: { labels: { app: 'echo' } }, spec: { containers: [{ name: 'main', image }] } },
    ...change,
  },
  status: { replicas: 5, updatedReplicas: 5, desiredNumberScheduled: 5 },
});
const rollout = (traffic = false): Rollout => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'Rollout',
  metadata: { name: 'demo', namespace: 'shop' },
  spec: {
    workloadRef: { ...refs.CloneSet, name: 'echo' },
    strategy: { canary: { steps: [{ replicas: 1 }], ...(traffic ? { trafficRoutings: [{ service: 'echo' }] } : {}) } },
  },
});
const admit = (before: PartitionedWorkload, after: PartitionedWorkload, inCharge: Rollout | undefined = rollout()) =>
  admitPartitioned({ before, after, rollout: inCharge, shape: partitionShapeOf(after)! });

describe('§3.3 workloads by partition', () => {
  it.each([
    ['StatefulSet', { rollingUpdate: { partition: 32_767 } }],
    ['CloneSet', { partition: '100%' }],
    ['DaemonSet', { rollingUpdate: { partition: 32_767 } }],
  ] as const)('§3.3 %s is caught', (kind, updateStrategy) => {
    const result = admit(workload(kind, 'v1'), workload(kind, 'v2'));
    expect(result.spec.updateStrategy).toEqual(updateStrategy);
    expect(result.metadata.annotations).toEqual({ [annotations.inProgressing]: '{"rolloutName":"demo"}' });
  });

  it.each([
    ['OnDelete', workload('StatefulSet', 'v2', { updateStrategy: { type: 'OnDelete' } })],
    ['no Pods wanted', workload('StatefulSet', 'v2', { replicas: 0 })],
    ['the same template', workload('StatefulSet', 'v1')],
  ])('§3.3 is let through: %s', (_why, after) => {
    expect(admit(workload('StatefulSet', 'v1'), after)).toBe(after);
  });

  it('§3.3 a CloneSet between revisions is let through when there is traffic', () => {
    const mixed = { ...workload('CloneSet', 'v1'), status: { replicas: 5, updatedReplicas: 3 } };
    const after = workload('CloneSet', 'v2');
    expect(admit(mixed, after, rollout(true))).toBe(after);
    expect(admit(mixed, after).spec.updateStrategy).toEqual({ partition: '100%' });
  });

  it('§3.3 while in progress the partition is not touched', () => {
    const after = workload('CloneSet', 'v3', { updateStrategy: { partition: '60%' } });
    after.metadata.annotations = { [annotations.inProgressing]: '{}' };
    expect(admit(workload('CloneSet', 'v2'), after)).toBe(after);
  });
});
