/** What becomes of an update of a workload that is released by partition (rules §3.3). Pure. */
import type { Rollout } from '../api/index.ts';
import { annotations, inProgressOf, trafficRefOf } from '../api/index.ts';
import type { PartitionedWorkload, PartitionShape } from '../release/index.ts';
import { isInProgress, releaseChanged } from './catch.ts';

export interface PartitionedUpdate {
  before: PartitionedWorkload;
  after: PartitionedWorkload;
  /** The one in charge, if any. */
  rollout: Rollout | undefined;
  shape: PartitionShape;
}

/** Strategies by which Pods are updated at all: OnDelete leaves it to people. */
const updatesPods = ({ spec }: PartitionedWorkload): boolean => spec.updateStrategy?.type !== 'OnDelete';

/** Two revisions at work leave nobody able to say which one the traffic is for. */
const isMixed = ({ status }: PartitionedWorkload): boolean =>
  (status?.replicas ?? 0) !== (status?.updatedReplicas ?? 0);

export const admitPartitioned = ({ before, after, rollout, shape }: PartitionedUpdate): PartitionedWorkload => {
  if (rollout === undefined || isInProgress(after) || !updatesPods(after)) return after;
  if (shape.replicas(after) === 0 || !releaseChanged(before, after)) return after;
  if (shape.type === 'cloneset' && trafficRefOf(rollout) !== undefined && isMixed(before)) return after;
  const strategy = after.spec.updateStrategy;
  const held =
    shape.type === 'cloneset'
      ? { ...strategy, partition: shape.hold }
      : { ...strategy, rollingUpdate: { ...strategy?.rollingUpdate, partition: shape.hold } };
  return {
    ...after,
    metadata: {
      ...after.metadata,
      annotations: { ...after.metadata.annotations, [annotations.inProgressing]: inProgressOf(rollout) },
    },
    spec: { ...after.spec, updateStrategy: held },
  };
};
