import { describe, expect, it } from 'vitest';
import type { Deployment, KubeObject, ReplicaSet } from '@binnacle/kube/api';
import type { Rollout, RolloutV1alpha1 } from '../api/index.ts';
import { annotations, labels } from '../api/index.ts';
import { readerOf } from '../cluster/reader.fixture.ts';
import { admissions } from './admit.ts';
import { convert } from './convert.ts';
import type { AdmissionRequest } from './review.ts';

const options = { partitionPercentLimit: 50 };
const rollout = (name = 'demo'): Rollout => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'Rollout',
  metadata: { name, namespace: 'shop' },
  spec: {
    workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echo' },
    strategy: { canary: { enableExtraWorkloadForCanary: true, steps: [{ replicas: 1 }, { replicas: '100%' }] } },
  },
});
const deployment = (image: string): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'echo', namespace: 'shop', uid: 'd1' },
  spec: {
    replicas: 5,
    selector: { matchLabels: { app: 'echo' } },
    template: { metadata: { labels: { app: 'echo' } }, spec: { containers: [{ name: 'main', image }] } },
  },
});
const set: ReplicaSet = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: 'echo-h1',
    namespace: 'shop',
    labels: { app: 'echo', [labels.podTemplateHash]: 'h1' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'echo', uid: 'd1', controller: true }],
  },
  spec: { replicas: 5, selector: {}, template: deployment('v1').spec.template },
};
const ask = (path: string, request: Omit<AdmissionRequest, 'uid'>, ...known: KubeObject[]) =>
  admissions[path]!({ uid: 'r1', ...request }, readerOf(...known), options);

describe('§3.1 mutation', () => {
  const path = '/mutate-apps-v1-deployment';
  const update = { operation: 'UPDATE' as const, object: deployment('v2'), oldObject: deployment('v1') };

  it('§3.3 answers with a patch of what it holds', () => {
    const response = ask(path, update, rollout(), set);
    expect(response).toMatchObject({ allowed: true, patchType: 'JSONPatch' });
    expect(JSON.parse(Buffer.from(response.patch!, 'base64').toString('utf8'))).toEqual([
      { op: 'add', path: '/metadata/annotations', value: { [annotations.inProgressing]: '{"rolloutName":"demo"}' } },
      { op: 'add', path: '/metadata/labels', value: { [labels.stableRevision]: 'h1' } },
      { op: 'add', path: '/spec/paused', value: true },
    ]);
  });

  it('§3.3 asks the Rollout that a workload is held for, and any other when that one is not in charge', () => {
    const held = (name: string) => ({
      ...deployment('v1'),
      metadata: {
        ...deployment('v1').metadata,
        annotations: { [annotations.inProgressing]: `{"rolloutName":"${name}"}` },
      },
    });
    for (const name of ['demo', 'gone']) {
      const request = { operation: 'UPDATE' as const, object: held(name), oldObject: held(name) };
      const response = ask(path, request, rollout(), set);
      expect(JSON.parse(Buffer.from(response.patch!, 'base64').toString('utf8'))).toEqual([
        { op: 'add', path: '/spec/paused', value: true },
      ]);
    }
  });

  it('§3.1 lets everything else be', () => {
    expect(ask(path, update)).toEqual({ allowed: true });
    expect(ask(path, { ...update, subResource: 'status' }, rollout(), set)).toEqual({ allowed: true });
    expect(ask(path, { operation: 'CREATE', object: deployment('v1') }, rollout(), set)).toEqual({ allowed: true });
  });
});

describe('§3.5 validation', () => {
  const path = '/validate-rollouts-kruise-io-rollout';

  it('§3.5 denies with the field and the rule', () => {
    const bad = rollout();
    bad.spec.strategy.canary!.steps = [];
    expect(ask(path, { operation: 'CREATE', object: bad })).toEqual({
      allowed: false,
      status: {
        code: 422,
        reason: 'Invalid',
        message: 'Spec.Strategy.Canary.Steps: Required value: The number of Canary.Steps cannot be empty',
      },
    });
    expect(ask(path, { operation: 'CREATE', object: rollout() }).allowed).toBe(true);
  });

  it('§3.5 knows the other Rollouts, and does not check the status', () => {
    expect(ask(path, { operation: 'CREATE', object: rollout('second') }, rollout()).status?.message).toMatch(
      /This rollout conflict with Rollout\(shop\/demo\), one workload only have less than one Rollout$/,
    );
    expect(
      ask(path, { operation: 'UPDATE', subResource: 'status', object: rollout('second') }, rollout()).allowed,
    ).toBe(true);
  });

  it('§3.5 v1alpha1 may change the number of steps while it runs', () => {
    const old = (steps: number): RolloutV1alpha1 => ({
      apiVersion: 'rollouts.kruise.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'demo', namespace: 'shop' },
      spec: {
        objectRef: { workloadRef: rollout().spec.workloadRef },
        strategy: { canary: { steps: Array.from({ length: steps }, () => ({ weight: 10 })) } },
      },
      status: { phase: 'Progressing' },
    });
    expect(ask(path, { operation: 'UPDATE', object: old(2), oldObject: old(1) }).allowed).toBe(true);
    const moved = old(1);
    moved.spec.objectRef.workloadRef!.name = 'else';
    expect(ask(path, { operation: 'UPDATE', object: moved, oldObject: old(1) }).status?.message).toBe(
      "Spec.ObjectRef: Forbidden: Rollout 'ObjectRef' field is immutable",
    );
  });
});

describe('§1.8 conversion review', () => {
  const review = (objects: KubeObject[]) =>
    convert({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'ConversionReview',
      request: { uid: 'c1', desiredAPIVersion: 'rollouts.kruise.io/v1alpha1', objects },
    });

  it('§1.8 converts every object', () => {
    const { response } = review([rollout()]);
    expect(response).toMatchObject({
      uid: 'c1',
      result: { status: 'Success' },
      convertedObjects: [
        { apiVersion: 'rollouts.kruise.io/v1alpha1', spec: { objectRef: { workloadRef: { name: 'echo' } } } },
      ],
    });
  });

  it('§1.8 fails with the reason', () => {
    expect(review([deployment('v1')]).response).toEqual({
      uid: 'c1',
      convertedObjects: [],
      result: { status: 'Failed', message: 'Deployment has one version only' },
    });
  });
});
