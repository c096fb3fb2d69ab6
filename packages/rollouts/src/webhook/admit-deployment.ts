/** What becomes of an update of a Deployment (rules §3.3, §3.4). Pure: the Deployment as it shall be stored. */
import type { Deployment, ReplicaSet } from '@binnacle/kube/api';
import type { Rollout } from '../api/index.ts';
import { annotations, inProgressOf, labels, trafficRefOf } from '../api/index.ts';
import { partitionStrategyOf, partitionStrategyText } from '../release/index.ts';
import type { PartitionStrategy } from '../release/index.ts';
import { isInProgress, releaseChanged, templateChanged } from './catch.ts';

export interface DeploymentUpdate {
  before: Deployment;
  after: Deployment;
  /** The one in charge, if any. */
  rollout: Rollout | undefined;
  /** The Deployment's own ReplicaSets. */
  sets: readonly ReplicaSet[];
}

export const admitDeployment = ({ before, after, rollout, sets }: DeploymentUpdate): Deployment => {
  if (isInProgress(after)) return rollout === undefined ? after : keepHeld(before, after);
  if (rollout === undefined || (after.spec.replicas ?? 1) === 0 || !releaseChanged(before, after)) return after;
  const active = sets.filter(({ spec }) => (spec.replicas ?? 1) > 0);
  const [stable] = active;
  // With two revisions at work nobody can say which one the traffic is for.
  if (stable === undefined || (trafficRefOf(rollout) !== undefined && active.length !== 1)) return after;
  return {
    ...after,
    metadata: {
      ...after.metadata,
      annotations: { ...after.metadata.annotations, [annotations.inProgressing]: inProgressOf(rollout) },
      labels: {
        ...after.metadata.labels,
        [labels.stableRevision]: stable.metadata.labels?.[labels.podTemplateHash] ?? '',
      },
    },
    spec: { ...after.spec, paused: true },
  };
};

const keepHeld = (before: Deployment, after: Deployment): Deployment => {
  const changed = templateChanged(before.spec.template, after.spec.template);
  const keepsStrategy = before.spec.strategy === undefined ? {} : { strategy: before.spec.strategy };
  if (after.metadata.annotations?.[annotations.deploymentStrategy] !== undefined) return keepPartition(after, changed);
  if (after.metadata.annotations?.[annotations.originalDeploymentStrategy] !== undefined)
    return {
      ...after,
      spec: {
        ...after.spec,
        ...(changed ? { paused: true } : {}),
        ...(after.spec.strategy?.type === 'RollingUpdate' ? {} : keepsStrategy),
      },
    };
  return {
    ...after,
    spec: { ...after.spec, paused: true, ...(after.spec.strategy?.type === 'Recreate' ? keepsStrategy : {}) },
  };
};

const keepPartition = (after: Deployment, changed: boolean): Deployment => {
  const held = partitionStrategyOf(after);
  const strategy = after.spec.strategy;
  const wishes = strategy?.type === 'RollingUpdate' ? { rollingUpdate: strategy.rollingUpdate ?? {} } : {};
  const next: PartitionStrategy = {
    rollingStyle: 'Partition',
    partition: 0,
    ...held,
    ...wishes,
    ...(changed ? { paused: true } : {}),
  };
  return {
    ...after,
    metadata: {
      ...after.metadata,
      annotations: { ...after.metadata.annotations, [annotations.deploymentStrategy]: partitionStrategyText(next) },
    },
    spec: { ...after.spec, paused: true, strategy: { type: 'Recreate' } },
  };
};
