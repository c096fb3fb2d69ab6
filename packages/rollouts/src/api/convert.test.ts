import { describe, expect, it } from 'vitest';
import type { BatchRelease } from './batch-release.ts';
import { fromV1alpha1BatchRelease, toV1alpha1BatchRelease } from './convert-batch-release.ts';
import { fromV1alpha1Rollout, toV1alpha1Rollout } from './convert-rollout.ts';
import type { Rollout } from './rollout.ts';
import type { RolloutV1alpha1 } from './rollout-v1alpha1.ts';
import { validateV1alpha1Rollout, validateV1alpha1Update } from './validate-v1alpha1.ts';

const old = (annotations?: Record<string, string>): RolloutV1alpha1 => ({
  apiVersion: 'rollouts.kruise.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'demo', namespace: 'shop', ...(annotations === undefined ? {} : { annotations }) },
  spec: {
    objectRef: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echoserver' } },
    rolloutID: '7',
    strategy: {
      canary: {
        steps: [
          { weight: 5, pause: {}, matches: [{ headers: [{ name: 'a', value: 'b' }] }] },
          { weight: 20, replicas: 3, pause: { duration: 10 } },
          { replicas: '100%' },
        ],
        trafficRoutings: [{ service: 'echoserver', ingress: { name: 'echoserver' } }],
        disableGenerateCanaryService: true,
      },
    },
  },
  status: {
    phase: 'Healthy',
    canaryStatus: {
      canaryReplicas: 1,
      canaryReadyReplicas: 1,
      canaryRevision: 'r2',
      podTemplateHash: 'h2',
      currentStepIndex: 1,
      nextStepIndex: 2,
      currentStepState: 'StepPaused',
      finalisingStep: '',
    },
  },
});

describe('§1.8 Rollout conversion', () => {
  it('§1.8 v1alpha1 → v1beta1', () => {
    const { spec, status, apiVersion } = fromV1alpha1Rollout(old());
    expect(apiVersion).toBe('rollouts.kruise.io/v1beta1');
    expect(spec).toEqual({
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'echoserver' },
      strategy: {
        canary: {
          steps: [
            { traffic: '5%', replicas: '5%', pause: {}, matches: [{ headers: [{ name: 'a', value: 'b' }] }] },
            { traffic: '20%', replicas: 3, pause: { duration: 10 } },
            { replicas: '100%' },
          ],
          trafficRoutings: [{ service: 'echoserver', ingress: { name: 'echoserver' } }],
          enableExtraWorkloadForCanary: true,
        },
      },
    });
    expect(status).toEqual({ ...old().status, currentStepIndex: 0, currentStepState: '' });
  });

  it.each([
    ['rolling-style', 'Partition', false],
    ['rolling-style', 'partition', false],
    ['rolling-style', 'canary', true],
    ['rolling-type', 'partition', false],
    ['rolling-type', 'canary', true],
  ])('§0 §1.8 annotation %s: %s', (name, value, extra) => {
    const { spec } = fromV1alpha1Rollout(old({ [`rollouts.kruise.io/${name}`]: value }));
    expect(spec.strategy.canary?.enableExtraWorkloadForCanary).toBe(extra);
  });

  it('§1.8 the trafficrouting annotation is copied to its field and kept', () => {
    const { spec, metadata } = fromV1alpha1Rollout(old({ 'rollouts.kruise.io/trafficrouting': 'mse' }));
    expect(spec.strategy.canary?.trafficRoutingRef).toBe('mse');
    expect(metadata.annotations).toEqual({ 'rollouts.kruise.io/trafficrouting': 'mse' });
  });

  it('B60 what v1alpha1 can say survives both ways', () => {
    const first = fromV1alpha1Rollout(old({ 'rollouts.kruise.io/rolling-style': 'partition' }));
    const back = toV1alpha1Rollout(first);
    expect(fromV1alpha1Rollout(back)).toEqual(first);
    expect(back.spec.strategy.canary?.steps?.map(({ weight }) => weight)).toEqual([5, 20, undefined]);
  });

  it('§1.8 v1beta1 → v1alpha1 writes the annotations', () => {
    const rollout: Rollout = {
      apiVersion: 'rollouts.kruise.io/v1beta1',
      kind: 'Rollout',
      metadata: { name: 'demo' },
      spec: {
        workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
        strategy: {
          canary: { trafficRoutingRef: 'mse', steps: [{ replicas: 1, matches: [{ path: { value: '/a' } }] }] },
        },
      },
    };
    const { metadata, spec } = toV1alpha1Rollout(rollout);
    expect(metadata.annotations).toEqual({
      'rollouts.kruise.io/rolling-style': 'partition',
      'rollouts.kruise.io/trafficrouting': 'mse',
    });
    expect(spec.strategy.canary?.steps).toEqual([{ replicas: 1, matches: [{}] }]);
  });

  it('§1.8 blue-green comes back as metadata only', () => {
    const rollout = { ...fromV1alpha1Rollout(old()) };
    const blueGreen: Rollout = { ...rollout, spec: { ...rollout.spec, strategy: { blueGreen: {} } } };
    expect(toV1alpha1Rollout(blueGreen)).toEqual({
      apiVersion: 'rollouts.kruise.io/v1alpha1',
      kind: 'Rollout',
      metadata: rollout.metadata,
      spec: { objectRef: {}, strategy: {} },
    });
  });
});

describe('§1.8 BatchRelease conversion', () => {
  it.each(['Partition', 'Canary', 'BlueGreen'] as const)('§1.8 %s both ways', (rollingStyle) => {
    const release: BatchRelease = {
      apiVersion: 'rollouts.kruise.io/v1beta1',
      kind: 'BatchRelease',
      metadata: { name: 'demo' },
      spec: {
        workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
        releasePlan: {
          batches: [{ canaryReplicas: 1 }],
          batchPartition: 0,
          rollingStyle,
          enableExtraWorkloadForCanary: rollingStyle === 'Canary',
        },
      },
      status: { phase: 'Progressing', message: 'm', canaryStatus: { currentBatch: 0 }, observedWorkloadReplicas: 3 },
    };
    const back = toV1alpha1BatchRelease(release);
    expect(back.metadata.annotations).toEqual({ 'rollouts.kruise.io/rolling-style': rollingStyle.toLowerCase() });
    expect(back.status).toEqual({
      phase: 'Progressing',
      canaryStatus: { currentBatch: 0 },
      observedWorkloadReplicas: 3,
    });
    expect(fromV1alpha1BatchRelease(back).spec).toEqual(release.spec);
  });
});

describe('§3.5 v1alpha1 only', () => {
  const of = (change: (rollout: RolloutV1alpha1) => void, annotations?: Record<string, string>) => {
    const rollout = old(annotations);
    change(rollout);
    return validateV1alpha1Rollout(rollout).map(({ message }) => message);
  };
  it('§3.5 rules and messages', () => {
    expect(of(() => {})).toEqual([]);
    expect(of((r) => delete r.spec.strategy.canary)).toEqual(['Required value: Canary cannot be empty']);
    expect(of((r) => (r.spec.strategy.canary!.steps = [{}]))).toEqual([
      'Required value: weight and replicas cannot be empty at the same time',
    ]);
    expect(of((r) => (r.spec.strategy.canary!.steps![0]!.weight = 0))).toEqual([
      'Invalid value: 0: Weight must be in [1, 100]',
    ]);
    expect(of((r) => (r.spec.strategy.canary!.steps![0]!.weight = 30))).toEqual([
      'Invalid value: [30,20]: Steps.Weight must be a non decreasing sequence',
    ]);
    expect(of(() => {}, { 'rollouts.kruise.io/rolling-style': 'blue' })).toEqual([
      `Invalid value: "blue": Rolling style must be 'Canary', 'Partition' or empty`,
    ]);
  });

  it('§3.5 the style may not change while a release runs', () => {
    const partition = old({ 'rollouts.kruise.io/rolling-style': 'partition' });
    const running = { ...old(), status: { phase: 'Progressing' as const } };
    expect(validateV1alpha1Update(partition, running).map(({ message }) => message)).toEqual([
      "Forbidden: Rollout 'Rolling-Style' annotation is immutable",
    ]);
    expect(validateV1alpha1Update(partition, old())).toEqual([]);
  });
});
