/** Schemas of Rollout, both versions (rules §1.2 – §1.4). */
import { flag, int32, int64, intOrString, list, moment, object, text, texts } from './schema.ts';
import type { Schema } from './schema.ts';
import { headerMatches, headerModifier, httpMatch, trafficRoutingRef } from './traffic.ts';

const workloadRef = object({ apiVersion: text, kind: text, name: text }, ['apiVersion', 'kind', 'name']);
const pause = object({ duration: int32 });
const templateMetadata = object({ annotations: texts, labels: texts });

const step = object({
  traffic: text,
  requestHeaderModifier: headerModifier,
  matches: list(httpMatch, { maxItems: 16 }),
  replicas: intOrString,
  pause,
});

const plan = {
  steps: list(step, { maxItems: 50 }),
  trafficRoutings: list(trafficRoutingRef),
  failureThreshold: intOrString,
  trafficRoutingRef: text,
  disableGenerateCanaryService: flag,
};

const condition = object(
  { type: text, status: text, reason: text, message: text, lastUpdateTime: moment, lastTransitionTime: moment },
  ['type', 'status', 'reason', 'message'],
);

const commonStatus = {
  observedWorkloadGeneration: int64,
  observedRolloutID: text,
  rolloutHash: text,
  stableRevision: text,
  podTemplateHash: text,
  currentStepIndex: int32,
  nextStepIndex: int32,
  currentStepState: text,
  message: text,
  lastUpdateTime: moment,
  finalisingStep: text,
};
const commonRequired = ['currentStepState', 'finalisingStep', 'nextStepIndex', 'podTemplateHash'];

const canaryStatus = (required: readonly string[]): Schema =>
  object({ ...commonStatus, canaryReplicas: int32, canaryReadyReplicas: int32, canaryRevision: text }, required);

export const rolloutV1beta1: Schema = object({
  apiVersion: text,
  kind: text,
  metadata: { type: 'object' },
  spec: object(
    {
      workloadRef,
      disabled: { ...flag, default: false },
      strategy: object({
        paused: flag,
        canary: object({ ...plan, patchPodTemplateMetadata: templateMetadata, enableExtraWorkloadForCanary: flag }),
        blueGreen: object(plan),
        trafficRoutingRef: text,
      }),
    },
    ['strategy', 'workloadRef'],
  ),
  status: object(
    {
      observedGeneration: int64,
      phase: text,
      message: text,
      conditions: list(condition),
      currentStepIndex: int32,
      currentStepState: text,
      canaryStatus: canaryStatus([...commonRequired, 'canaryReadyReplicas', 'canaryReplicas', 'canaryRevision']),
      blueGreenStatus: object(
        { ...commonStatus, updatedReplicas: int32, updatedReadyReplicas: int32, updatedRevision: text },
        [...commonRequired, 'updatedReadyReplicas', 'updatedReplicas', 'updatedRevision'],
      ),
    },
    ['currentStepIndex', 'currentStepState'],
  ),
});

export const rolloutV1alpha1: Schema = object({
  apiVersion: text,
  kind: text,
  metadata: { type: 'object' },
  spec: object(
    {
      objectRef: object({ workloadRef }),
      disabled: { ...flag, default: false },
      rolloutID: text,
      strategy: object({
        paused: flag,
        canary: object({
          steps: list(
            object({
              weight: int32,
              requestHeaderModifier: headerModifier,
              matches: list(object({ headers: headerMatches }), { maxItems: 16 }),
              replicas: intOrString,
              pause,
            }),
            { maxItems: 50 },
          ),
          trafficRoutings: list(trafficRoutingRef),
          failureThreshold: intOrString,
          patchPodTemplateMetadata: templateMetadata,
          disableGenerateCanaryService: flag,
        }),
      }),
    },
    ['objectRef', 'strategy'],
  ),
  status: object({
    observedGeneration: int64,
    phase: text,
    message: text,
    conditions: list(condition),
    canaryStatus: canaryStatus(['canaryReadyReplicas', 'canaryReplicas', 'currentStepState', 'podTemplateHash']),
  }),
});
