import { describe, expect, it } from 'vitest';
import type { Deployment, Pod, ReplicaSet } from '@binnacle/kube/api';
import type { BatchRelease, ReleasePlan } from '../../api/index.ts';
import { annotations, finalizers, labels } from '../../api/index.ts';
import { readerOf } from '../../cluster/reader.fixture.ts';
import { controlInfo } from '../control-info.ts';
import { canaryDeployment } from './canary.ts';

const release = (change: Partial<ReleasePlan> = {}): BatchRelease => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'BatchRelease',
  metadata: { name: 'demo', namespace: 'shop', uid: 'b1' },
  spec: {
    workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echo' },
    releasePlan: {
      batches: [{ canaryReplicas: '20%' }, { canaryReplicas: '100%' }],
      batchPartition: 0,
      rolloutID: 'r2',
      enableExtraWorkloadForCanary: true,
      ...change,
    },
  },
});

const deployment = (name: string, change: Partial<Deployment> = {}): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop', uid: `u-${name}`, generation: 2, ...change.metadata },
  spec: {
    replicas: 5,
    paused: true,
    selector: { matchLabels: { app: 'echo' } },
    template: { metadata: { labels: { app: 'echo' } }, spec: { containers: [{ name: 'main', image: 'echo:v2' }] } },
    ...change.spec,
  },
  status: { observedGeneration: 2, replicas: 5, availableReplicas: 5, updatedReplicas: 5, ...change.status },
});

const owned = (replicas: number, available: number, change: Partial<Deployment['metadata']> = {}): Deployment =>
  deployment('echo-x', {
    metadata: {
      name: 'echo-x',
      namespace: 'shop',
      uid: 'u-echo-x',
      generation: 2,
      labels: { [labels.canaryDeployment]: 'echo' },
      finalizers: [finalizers.canaryDeployment],
      ownerReferences: [{ apiVersion: '', kind: 'BatchRelease', name: 'demo', uid: 'b1', controller: true }],
      ...change,
    },
    spec: { ...deployment('x').spec, replicas, paused: false },
    status: { observedGeneration: 2, replicas: available, availableReplicas: available },
  });

const set: ReplicaSet = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: 'echo-x-h2',
    namespace: 'shop',
    labels: { app: 'echo', [labels.podTemplateHash]: 'h2' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'echo-x', uid: 'u-echo-x', controller: true }],
  },
  spec: { replicas: 1, selector: {}, template: deployment('x').spec.template },
};
const pod = (own: Record<string, string> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p1', namespace: 'shop', labels: { app: 'echo', [labels.podTemplateHash]: 'h2', ...own } },
  spec: { containers: [] },
});

describe('§4.3 §4.4 Deployment, canary style', () => {
  it('§4.3 takes the stable Deployment in hand', () => {
    const executor = canaryDeployment(release(), deployment('echo'), readerOf());
    expect(executor.initialize(0)).toMatchObject([
      { name: 'echo', patch: { metadata: { annotations: { [annotations.controlInfo]: controlInfo(release()) } } } },
    ]);
  });

  it('§4.4 makes the extra Deployment with no Pods yet', () => {
    const plan = release({ patchPodTemplateMetadata: { labels: { gray: 'yes' } } });
    const [write] = canaryDeployment(plan, deployment('echo'), readerOf()).upgrade(0);
    expect(write).toMatchObject({
      type: 'create',
      object: {
        metadata: {
          generateName: 'echo-',
          namespace: 'shop',
          labels: { [labels.canaryDeployment]: 'echo' },
          annotations: { [annotations.controlInfo]: controlInfo(plan) },
          finalizers: [finalizers.canaryDeployment],
          ownerReferences: [{ kind: 'BatchRelease', name: 'demo', uid: 'b1', controller: true }],
        },
        spec: { replicas: 0, paused: false, template: { metadata: { labels: { app: 'echo', gray: 'yes' } } } },
      },
    });
  });

  it('§4.3 scales it up and never down', () => {
    const stable = deployment('echo');
    expect(canaryDeployment(release(), stable, readerOf(owned(0, 0))).upgrade(0)).toMatchObject([
      { patch: { spec: { replicas: 1 } } },
    ]);
    expect(canaryDeployment(release(), stable, readerOf(owned(1, 1))).upgrade(1)).toMatchObject([
      { patch: { spec: { replicas: 5 } } },
    ]);
    expect(canaryDeployment(release(), stable, readerOf(owned(5, 5))).upgrade(0)).toEqual([]);
  });

  it("§4.4 another release's extra Deployment is not taken", () => {
    const foreign = owned(1, 1, { ownerReferences: [] });
    expect(canaryDeployment(release(), deployment('echo'), readerOf(foreign)).upgrade(0)).toMatchObject([
      { type: 'create' },
    ]);
  });

  it('§4.2 is ready with Pods that are ready and labelled', () => {
    const stable = deployment('echo');
    expect(canaryDeployment(release(), stable, readerOf()).lack(0)).toBe('the extra Deployment is not there');
    expect(canaryDeployment(release(), stable, readerOf(owned(1, 0))).lack(0)).toBe('0 of 1 pods are updated');
    const unlabelled = canaryDeployment(release(), stable, readerOf(owned(1, 1), set, pod()));
    expect(unlabelled.lack(0)).toBe('0 of 1 updated pods carry the rollout id');
    expect(unlabelled.label(0)).toMatchObject([{ name: 'p1' }]);
    expect(
      canaryDeployment(release(), stable, readerOf(owned(1, 1), set, pod({ [labels.rolloutId]: 'r2' }))).lack(0),
    ).toBeUndefined();
  });

  it('§4.3 finalize: resumes the stable one, waits if asked to, frees the extra one', () => {
    const resumed = deployment('echo', { spec: { ...deployment('x').spec, paused: false } });
    const half = deployment('echo', {
      ...resumed,
      status: { observedGeneration: 2, replicas: 6, updatedReplicas: 3, availableReplicas: 5 },
    });
    const finalize = (stable: Deployment, policy: 'WaitResume' | 'Immediate') =>
      canaryDeployment(
        release({ batchPartition: null, finalizingPolicy: policy }),
        stable,
        readerOf(owned(5, 5)),
      ).finalize();
    expect(finalize(deployment('echo'), 'WaitResume')).toMatchObject({
      done: false,
      writes: [
        {
          name: 'echo',
          patch: { metadata: { annotations: { [annotations.controlInfo]: null } }, spec: { paused: false } },
        },
      ],
    });
    expect(finalize(half, 'WaitResume')).toEqual({ done: false, writes: [] });
    expect(finalize(half, 'Immediate')).toMatchObject({
      done: true,
      writes: [{ name: 'echo-x', patch: { metadata: { finalizers: [] } } }],
    });
    expect(finalize(resumed, 'WaitResume').done).toBe(true);
  });

  it('§4.3 taken away with its partition set: the stable one stays held', () => {
    const { done, writes } = canaryDeployment(release(), deployment('echo'), readerOf(owned(1, 1))).finalize();
    expect([done, writes.map((write) => 'name' in write && write.name)]).toEqual([true, ['echo-x']]);
  });
});
