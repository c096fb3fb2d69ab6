/** Labels, annotations and finalizers: wire facts, spelled once. */

export const group = 'rollouts.kruise.io';

export const annotations = {
  /** On a workload: `{"rolloutName":"…"}` from the moment its change is caught until finalising begins. */
  inProgressing: 'rollouts.kruise.io/in-progressing',
  /** On a workload: the JSON ownerReference of the BatchRelease that has it in hand. */
  controlInfo: 'batchrelease.rollouts.kruise.io/control-info',
  /** On a Rollout: hash of its plan. */
  hash: 'rollouts.kruise.io/hash',
  /** On a v1alpha1 Rollout or BatchRelease: `partition` or `canary`. */
  rollingStyle: 'rollouts.kruise.io/rolling-style',
  /** How contract 004 spells `rolling-style`; read, never written. */
  rollingType: 'rollouts.kruise.io/rolling-type',
  /** On a Rollout: the name of a TrafficRouting. */
  trafficRouting: 'rollouts.kruise.io/trafficrouting',
  rollbackInBatch: 'rollouts.kruise.io/rollback-in-batch',
  /** On a partition-style Deployment: what its strategy was, and how far the new revision may go. */
  deploymentStrategy: 'rollouts.kruise.io/deployment-strategy',
  deploymentExtraStatus: 'rollouts.kruise.io/deployment-extra-status',
  /** On a blue-green workload: the fields to put back. */
  originalDeploymentStrategy: 'rollouts.kruise.io/original-deployment-strategy',
  /** On a custom network object: the spec, labels and annotations to put back. */
  originalSpec: 'rollouts.kruise.io/original-spec-configuration',
  daemonSetControl: 'rollouts.kruise.io/daemonset-advanced-control',
  daemonSetOriginalStrategy: 'rollouts.kruise.io/daemonset-original-update-strategy',
  daemonSetRevision: 'rollouts.kruise.io/daemonset-revision',
} as const;

export const labels = {
  /** On a workload: makes its changes visible to the admission webhooks. */
  workloadType: 'rollouts.kruise.io/workload-type',
  stableRevision: 'rollouts.kruise.io/stable-revision',
  controlledByAdvanced: 'rollouts.kruise.io/controlled-by-advanced-deployment-controller',
  /** On an extra canary Deployment: the stable Deployment's name. */
  canaryDeployment: 'rollouts.kruise.io/canary-deployment',
  /** On a workload (label or annotation), on its updated Pods, and on a RolloutHistory. */
  rolloutId: 'rollouts.kruise.io/rollout-id',
  /** On a Pod: the batch, from 1, that updated it. */
  batchId: 'rollouts.kruise.io/rollout-batch-id',
  noNeedUpdate: 'rollouts.kruise.io/no-need-update',
  rolloutName: 'rollouts.kruise.io/rollout-name',
  podTemplateHash: 'pod-template-hash',
  controllerRevisionHash: 'controller-revision-hash',
} as const;

export const finalizers = {
  rollout: 'rollouts.kruise.io/rollout',
  batchRelease: 'rollouts.kruise.io/batch-release-finalizer',
  canaryDeployment: 'finalizer.rollouts.kruise.io/batch-release',
  trafficRouting: 'rollouts.kruise.io/trafficrouting',
  /** On a TrafficRouting, one for each Rollout that uses it now: this and the Rollout's name. */
  progressingPrefix: 'progressing.rollouts.kruise.io/',
} as const;

/** The controller's own ConfigMap, with Lua scripts for routes. */
export const configuration = { namespace: 'kruise-rollout', name: 'kruise-rollout-configuration' } as const;
