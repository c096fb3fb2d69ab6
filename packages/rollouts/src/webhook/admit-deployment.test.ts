import { describe, expect, it } from 'vitest';
import type { Deployment, ReplicaSet } from '@binnacle/kube/api';
import type { Rollout } from '../api/index.ts';
import { annotations, labels } from '../api/index.ts';
import { admitDeployment } from './admit-deployment.ts';
import { rolloutFor } from './catch.ts';

const deployment = (
  image: string,
  more: Partial<Deployment['spec']> = {},
  notes: Record<string, string> = {},
): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'echo', namespace: 'shop', annotations: notes },
  spec: {
    replicas: 5,
    selector: { matchLabels: { app: 'echo' } },
    template: { metadata: { labels: { app: 'echo' } }, spec: { containers: [{ name: 'main', image }] } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    ...more,
  },
});
const set = (hash: string, replicas = 5): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: `echo-${hash}`, labels: { [labels.podTemplateHash]: hash } },
  spec: { replicas, selector: {}, template: deployment('v1').spec.template },
});
const rollout = (traffic = false): Rollout => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'Rollout',
  metadata: { name: 'demo', namespace: 'shop' },
  spec: {
    workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echo' },
    strategy: {
      canary: {
        steps: [{ replicas: 1 }],
        ...(traffic ? { trafficRoutings: [{ service: 'echo', ingress: { name: 'echo' } }] } : {}),
      },
    },
  },
});
const held = { [annotations.inProgressing]: '{"rolloutName":"demo"}' };

describe('§3.3 a change of a Deployment', () => {
  it('§3.3 is caught: paused, annotation, stable revision', () => {
    const result = admitDeployment({
      before: deployment('v1'),
      after: deployment('v2'),
      rollout: rollout(),
      sets: [set('h1')],
    });
    expect(result.spec.paused).toBe(true);
    expect(result.metadata.annotations).toEqual(held);
    expect(result.metadata.labels).toEqual({ [labels.stableRevision]: 'h1' });
  });

  it.each([
    ['no Rollout', undefined, [set('h1')], deployment('v2')],
    ['no Pods wanted', rollout(), [set('h1')], deployment('v2', { replicas: 0 })],
    ['the same template', rollout(), [set('h1')], deployment('v1', { minReadySeconds: 5 })],
    ['no active ReplicaSet', rollout(), [set('h1', 0)], deployment('v2')],
    ['two active ones and traffic', rollout(true), [set('h1'), set('h0')], deployment('v2')],
  ] as const)('§3.3 is let through: %s', (...[, inCharge, sets, after]) => {
    expect(admitDeployment({ before: deployment('v1'), after, rollout: inCharge, sets })).toBe(after);
  });

  it.each([
    ['both change', 'v2', 'b', true],
    ['the id alone', 'v1', 'b', true],
    ['the template alone, with the same id', 'v2', 'a', false],
  ])('§3.2 §9.2 rollout-id: %s', (...[, image, id, caught]) => {
    const before = deployment('v1', {}, { [labels.rolloutId]: 'a' });
    const after = deployment(image, {}, { [labels.rolloutId]: id });
    expect(admitDeployment({ before, after, rollout: rollout(), sets: [set('h1')] }).spec.paused === true).toBe(caught);
  });
});

describe('§3.4 while in progress', () => {
  const admit = (after: Deployment, before = deployment('v2', { paused: true }, after.metadata.annotations)) =>
    admitDeployment({ before, after, rollout: rollout(), sets: [] });

  it('§3.4 a user cannot resume it by hand, nor make it Recreate', () => {
    const result = admit(deployment('v2', { paused: false, strategy: { type: 'Recreate' } }, held));
    expect([result.spec.paused, result.spec.strategy]).toEqual([
      true,
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    ]);
  });

  it('§3.4 finalising: it may be resumed', () => {
    expect(admit(deployment('v2', { paused: false })).spec.paused).toBe(false);
  });

  it('§3.4 partition style: strategies go into the annotation, a new revision stops it', () => {
    const notes = {
      ...held,
      [annotations.deploymentStrategy]: '{"rollingStyle":"Partition","partition":2,"paused":false}',
    };
    const result = admit(deployment('v3', { paused: false }, notes));
    expect(result.spec).toMatchObject({ paused: true, strategy: { type: 'Recreate' } });
    expect(JSON.parse(result.metadata.annotations![annotations.deploymentStrategy]!)).toEqual({
      rollingStyle: 'Partition',
      partition: 2,
      paused: true,
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
  });

  it('§3.4 blue-green: any new revision pauses it, and it stays RollingUpdate', () => {
    const notes = { ...held, [annotations.originalDeploymentStrategy]: '{}' };
    const result = admit(deployment('v3', { paused: false, strategy: { type: 'Recreate' } }, notes));
    expect(result.spec).toMatchObject({ paused: true, strategy: { type: 'RollingUpdate' } });
    expect(admit(deployment('v2', { paused: false }, notes)).spec.paused).toBe(false);
  });
});

it('§3.2 the Rollout in charge: not disabled, not going away, with steps; versions are not compared', () => {
  const workload = deployment('v1');
  const old = rollout();
  old.spec.workloadRef.apiVersion = 'apps/v1beta1';
  expect(rolloutFor(workload, [old])).toBe(old);
  const disabled: Rollout = { ...rollout(), status: { phase: 'Disabled', currentStepIndex: 0, currentStepState: '' } };
  const empty = rollout();
  empty.spec.strategy.canary!.steps = [];
  const leaving = rollout();
  leaving.metadata.deletionTimestamp = '2026-01-05T09:00:00Z';
  expect(rolloutFor(workload, [disabled])).toBeUndefined();
  expect(rolloutFor(workload, [leaving])).toBeUndefined();
  expect(rolloutFor(workload, [empty])).toBeUndefined();
});
