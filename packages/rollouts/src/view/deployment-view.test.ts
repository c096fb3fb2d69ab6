import { describe, expect, it } from 'vitest';
import type { Deployment, KubeObject } from '@binnacle/kube/api';
import { readerOf } from '../cluster/reader.fixture.ts';
import type { Rollout } from '../api/index.ts';
import { deploymentView } from './deployment-view.ts';

const rollout = {
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'Rollout',
  metadata: { name: 'demo', namespace: 'shop' },
  spec: {
    workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echo' },
    strategy: { canary: { steps: [] } },
  },
} as unknown as Rollout;

const inProgress = { 'rollouts.kruise.io/in-progressing': '{"rolloutName":"demo"}' };
const letGo = (annotations: Record<string, string>, ...others: KubeObject[]) =>
  deploymentView(
    rollout,
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'echo', namespace: 'shop', annotations },
      spec: { paused: true, selector: {}, template: { spec: { containers: [] } } },
    } as unknown as Deployment,
    readerOf(...others),
  ).letGo;

describe('§2.7 letting a Deployment go', () => {
  it('§2.7 that is in the hand of a BatchRelease that is not there: the annotation alone', () => {
    expect(letGo({ ...inProgress, 'batchrelease.rollouts.kruise.io/control-info': '{}' })).toMatchObject([
      { patch: { metadata: { annotations: { 'rollouts.kruise.io/in-progressing': null } } } },
    ]);
  });

  it('§2.7 that is in the hand of a BatchRelease that is there: nothing, it ends the hold with what it gives back', () => {
    const owner = { apiVersion: 'rollouts.kruise.io/v1beta1', kind: 'BatchRelease' };
    const release: KubeObject = { ...owner, metadata: { name: 'demo', namespace: 'shop', uid: 'u7' } };
    const info = { ...owner, name: 'demo', uid: 'u7', controller: true, blockOwnerDeletion: true };
    const annotations = { ...inProgress, 'batchrelease.rollouts.kruise.io/control-info': JSON.stringify(info) };
    expect(letGo(annotations, release)).toEqual([]);
  });

  it('§2.7 that admission alone has held: it is resumed, or it would stay held for ever', () => {
    const strategy = JSON.stringify({ rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }, partition: 0 });
    expect(letGo({ ...inProgress, 'rollouts.kruise.io/deployment-strategy': strategy })).toMatchObject([
      {
        patch: {
          metadata: {
            annotations: { 'rollouts.kruise.io/in-progressing': null, 'rollouts.kruise.io/deployment-strategy': null },
            labels: { 'rollouts.kruise.io/stable-revision': null },
          },
          spec: {
            paused: false,
            strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          },
        },
      },
    ]);
    expect(letGo(inProgress)).toMatchObject([{ patch: { spec: { paused: false } } }]);
  });

  it('§2.7 that is not held: nothing', () => {
    expect(letGo({})).toEqual([]);
  });
});
