/** Rollout v1alpha1 ⇄ v1beta1 (rules §1.8). Objects given are never changed. */
import type { ObjectMeta } from '@binnacle/kube/api';
import { annotations } from './names.ts';
import type { CanaryStatus, CanaryStrategy, Rollout, RolloutStep } from './rollout.ts';
import type { RolloutStepV1alpha1, RolloutV1alpha1 } from './rollout-v1alpha1.ts';
import { ceilOf } from './scaled.ts';
import { withoutUndefined } from './without-undefined.ts';

const v1alpha1 = 'rollouts.kruise.io/v1alpha1';
const v1beta1 = 'rollouts.kruise.io/v1beta1';

const styleAnnotation = (metadata: ObjectMeta): string =>
  (
    metadata.annotations?.[annotations.rollingStyle] ??
    metadata.annotations?.[annotations.rollingType] ??
    ''
  ).toLowerCase();

export const fromV1alpha1Rollout = (old: RolloutV1alpha1): Rollout => {
  const { spec, status, metadata } = old;
  const canary = spec.strategy.canary;
  return {
    apiVersion: v1beta1,
    kind: 'Rollout',
    metadata,
    spec: withoutUndefined({
      workloadRef: spec.objectRef.workloadRef ?? { apiVersion: '', kind: '', name: '' },
      disabled: spec.disabled,
      strategy: withoutUndefined({
        paused: spec.strategy.paused,
        canary:
          canary &&
          withoutUndefined<CanaryStrategy>({
            steps: canary.steps?.map(fromV1alpha1Step),
            trafficRoutings: canary.trafficRoutings,
            failureThreshold: canary.failureThreshold,
            patchPodTemplateMetadata: canary.patchPodTemplateMetadata,
            enableExtraWorkloadForCanary: styleAnnotation(metadata) !== 'partition',
            trafficRoutingRef: metadata.annotations?.[annotations.trafficRouting],
          }),
      }),
    }),
    ...(status === undefined
      ? {}
      : {
          status: withoutUndefined({
            observedGeneration: status.observedGeneration,
            phase: status.phase,
            message: status.message,
            conditions: status.conditions,
            currentStepIndex: 0,
            currentStepState: '' as const,
            canaryStatus: status.canaryStatus && withRequiredFields(status.canaryStatus),
          }),
        }),
  };
};

const fromV1alpha1Step = (step: RolloutStepV1alpha1): RolloutStep => {
  const share = step.weight === undefined ? undefined : `${step.weight}%`;
  return withoutUndefined<RolloutStep>({
    traffic: share,
    requestHeaderModifier: step.requestHeaderModifier,
    matches: step.matches,
    replicas: step.replicas ?? share,
    pause: step.pause,
  });
};

/** v1alpha1 requires fewer of them. */
const withRequiredFields = (status: CanaryStatus): CanaryStatus => {
  const zero = {
    canaryReplicas: 0,
    canaryReadyReplicas: 0,
    canaryRevision: '',
    podTemplateHash: '',
    nextStepIndex: 0,
    currentStepState: '' as const,
    finalisingStep: '' as const,
  };
  return { ...zero, ...status };
};

/** A blue-green Rollout cannot be said in v1alpha1: only its metadata comes back. */
export const toV1alpha1Rollout = (rollout: Rollout): RolloutV1alpha1 => {
  const { spec, status, metadata } = rollout;
  const canary = spec.strategy.canary;
  if (spec.strategy.blueGreen !== undefined)
    return { apiVersion: v1alpha1, kind: 'Rollout', metadata, spec: { objectRef: {}, strategy: {} } };
  const style = canary?.enableExtraWorkloadForCanary === true ? 'canary' : 'partition';
  return {
    apiVersion: v1alpha1,
    kind: 'Rollout',
    metadata: {
      ...metadata,
      annotations: withoutUndefined<Record<string, string>>({
        ...metadata.annotations,
        [annotations.rollingStyle]: style,
        ...(canary?.trafficRoutingRef ? { [annotations.trafficRouting]: canary.trafficRoutingRef } : {}),
      }),
    },
    spec: withoutUndefined({
      objectRef: { workloadRef: spec.workloadRef },
      disabled: spec.disabled,
      strategy: withoutUndefined({
        paused: spec.strategy.paused,
        canary:
          canary &&
          withoutUndefined({
            steps: canary.steps?.map(toV1alpha1Step),
            trafficRoutings: canary.trafficRoutings,
            failureThreshold: canary.failureThreshold,
            patchPodTemplateMetadata: canary.patchPodTemplateMetadata,
          }),
      }),
    }),
    ...(status === undefined
      ? {}
      : {
          status: withoutUndefined({
            observedGeneration: status.observedGeneration,
            phase: status.phase,
            message: status.message,
            conditions: status.conditions,
            canaryStatus: status.canaryStatus,
          }),
        }),
  };
};

const toV1alpha1Step = (step: RolloutStep): RolloutStepV1alpha1 =>
  withoutUndefined<RolloutStepV1alpha1>({
    weight: step.traffic === undefined ? undefined : ceilOf(step.traffic, 100),
    requestHeaderModifier: step.requestHeaderModifier,
    matches: step.matches?.map(({ headers }) => withoutUndefined({ headers })),
    replicas: step.replicas,
    pause: step.pause,
  });
