import type { CoreEvent, Deployment, KubeObject, ReplicaSet } from '@binnacle/kube/api';
import { lastSeen, revisionOf, type DescribedDeployment } from '../../services/observe/index.ts';
import type { Fields } from './fields.ts';
import { scoreFields } from './health-codecs.ts';
import { ageOf, identity, metadataOf } from './metadata.ts';

/** An item of `deployments/list`, without its age. */
export const deploymentItem = (object: KubeObject): Fields => {
  const { metadata, spec, status } = object as Deployment;
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    desired_replicas: spec.replicas ?? 1,
    current_replicas: status?.replicas ?? 0,
    available_replicas: status?.availableReplicas ?? 0,
    ready_replicas: status?.readyReplicas ?? 0,
    updated_replicas: status?.updatedReplicas ?? 0,
    unavailable_replicas: status?.unavailableReplicas ?? 0,
    creation_timestamp: metadata.creationTimestamp ?? null,
    strategy_type: spec.strategy?.type ?? 'RollingUpdate',
    labels: metadata.labels ?? {},
    selector: spec.selector.matchLabels ?? {},
  };
};

export const replicaFields = ({ spec, status }: Deployment): Fields => ({
  desired: spec.replicas ?? 1,
  current: status?.replicas ?? 0,
  available: status?.availableReplicas ?? 0,
  ready: status?.readyReplicas ?? 0,
  updated: status?.updatedReplicas ?? 0,
});

export const strategyFields = ({ spec: { strategy } }: Deployment): Fields => ({
  type: strategy?.type ?? 'RollingUpdate',
  max_surge: strategy?.rollingUpdate?.maxSurge ?? null,
  max_unavailable: strategy?.rollingUpdate?.maxUnavailable ?? null,
});

export const conditionFields = ({ status }: Deployment): Fields[] =>
  (status?.conditions ?? []).map((condition) => ({
    type: condition.type,
    status: condition.status,
    last_update_time: condition.lastUpdateTime ?? null,
    last_transition_time: condition.lastTransitionTime ?? null,
    reason: condition.reason ?? '',
    message: condition.message ?? '',
  }));

const replicaSetFields = (set: ReplicaSet, current: boolean, now: number): Fields => ({
  name: set.metadata.name,
  namespace: set.metadata.namespace,
  uid: set.metadata.uid ?? '',
  revision: String(revisionOf(set)),
  desired: set.spec.replicas ?? 0,
  current: set.status?.replicas ?? 0,
  ready: set.status?.readyReplicas ?? 0,
  creation_timestamp: set.metadata.creationTimestamp ?? null,
  age: ageOf(set, now),
  labels: set.metadata.labels ?? {},
  annotations: set.metadata.annotations ?? {},
  is_current: current,
});

/** `Scaled up replica set cart-7d9 from 0 to 3`. */
export const scalingFields = (event: CoreEvent): Fields => ({
  timestamp: lastSeen(event) ?? null,
  type: event.type ?? 'Normal',
  reason: event.reason ?? '',
  message: event.message ?? '',
  count: event.series?.count ?? event.count ?? 1,
});

/** `deployments/detail`. */
export const deploymentDetail = (described: DescribedDeployment, now: number): Fields => {
  const { value: deployment, replicaSets, scalingEvents, findings, missing } = described;
  const { metadata, spec, status } = deployment;
  const current = metadata.annotations?.['deployment.kubernetes.io/revision'];
  return {
    ...identity(deployment, now),
    generation: metadata.generation ?? 0,
    selector: spec.selector.matchLabels ?? {},
    replicas: { ...replicaFields(deployment), unavailable: status?.unavailableReplicas ?? 0 },
    strategy: strategyFields(deployment),
    rollout_status: {
      observed_generation: status?.observedGeneration ?? 0,
      current_revision: current ?? null,
      update_revision: current ?? null,
      collision_count: status?.collisionCount ?? 0,
      conditions: conditionFields(deployment),
    },
    replicasets: replicaSets?.map((set) => replicaSetFields(set, String(revisionOf(set)) === current, now)) ?? null,
    template_spec: spec.template.spec ?? {},
    scaling_history: scalingEvents?.map(scalingFields) ?? null,
    ...scoreFields(findings),
    metadata: metadataOf(described, now, missing),
  };
};
