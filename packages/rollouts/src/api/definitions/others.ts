/** Schemas of BatchRelease, TrafficRouting and RolloutHistory (rules §1.5 – §1.7). */
import { anything, flag, int32, int64, intOrString, list, moment, object, text, texts } from './schema.ts';
import type { Schema } from './schema.ts';
import { headerModifier, httpMatch, trafficRoutingRef } from './traffic.ts';

const root = (spec: Schema, status: Schema, required: readonly string[] = []): Schema =>
  object({ apiVersion: text, kind: text, metadata: { type: 'object' }, spec, status }, required);

const workloadRef = object({ apiVersion: text, kind: text, name: text }, ['apiVersion', 'kind', 'name']);

const releasePlan = {
  batches: list(object({ canaryReplicas: intOrString }, ['canaryReplicas'])),
  batchPartition: int32,
  rolloutID: text,
  failureThreshold: intOrString,
  finalizingPolicy: text,
  patchPodTemplateMetadata: object({ annotations: texts, labels: texts }),
};

const releaseStatus = {
  phase: text,
  conditions: list(
    object(
      {
        type: text,
        status: text,
        reason: text,
        message: text,
        lastTransitionTime: moment,
        lastUpdateTime: moment,
        observedGeneration: int64,
      },
      ['status', 'type'],
    ),
  ),
  canaryStatus: object(
    {
      batchState: text,
      currentBatch: int32,
      batchReadyTime: moment,
      updatedReplicas: int32,
      updatedReadyReplicas: int32,
      noNeedUpdateReplicas: int32,
    },
    ['currentBatch'],
  ),
  stableRevision: text,
  updateRevision: text,
  observedGeneration: int64,
  observedRolloutID: text,
  observedWorkloadReplicas: int32,
  collisionCount: int32,
  observedReleasePlanHash: text,
};

export const batchReleaseV1beta1 = root(
  object(
    {
      workloadRef,
      releasePlan: object({ ...releasePlan, rollingStyle: text, enableExtraWorkloadForCanary: flag }, [
        'enableExtraWorkloadForCanary',
      ]),
    },
    ['releasePlan'],
  ),
  object({ ...releaseStatus, message: text }, ['canaryStatus']),
);

export const batchReleaseV1alpha1 = root(
  object({ targetReference: object({ workloadRef }), releasePlan: object(releasePlan) }, [
    'releasePlan',
    'targetReference',
  ]),
  object(releaseStatus, ['canaryStatus']),
);

export const trafficRouting = root(
  object(
    {
      objectRef: list(trafficRoutingRef),
      strategy: object({
        weight: int32,
        requestHeaderModifier: headerModifier,
        matches: list(httpMatch, { maxItems: 16 }),
      }),
    },
    ['objectRef', 'strategy'],
  ),
  object({ observedGeneration: int64, phase: text, message: text }),
);

const dataOf = (fields: Record<string, Schema>, required: readonly string[]): Schema =>
  object({ ...fields, data: anything }, required);

export const rolloutHistory = root(
  object({
    rollout: dataOf({ rolloutID: text, name: text }, ['name', 'rolloutID']),
    workload: dataOf({ apiVersion: text, kind: text, name: text }, ['name']),
    service: dataOf({ name: text }, ['name']),
    trafficRouting: object({ ingress: dataOf({ name: text }, ['name']), httpRoute: dataOf({ name: text }, ['name']) }),
  }),
  object({
    phase: text,
    canarySteps: list(object({ canaryStepIndex: int32, pods: list(object({ name: text, ip: text, nodeName: text })) })),
  }),
);
