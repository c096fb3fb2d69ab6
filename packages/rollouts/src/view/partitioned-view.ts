/** CloneSets, StatefulSets and Advanced DaemonSets as Rollouts see them (rules §2.2). */
import { annotations } from '../api/index.ts';
import type { WorkloadView } from '../reconcile/index.ts';
import type { PartitionedWorkload, PartitionShape } from '../release/index.ts';
import { holdWrites, rolloutIdOn } from './marks.ts';

export const partitionedView = (workload: PartitionedWorkload, shape: PartitionShape): WorkloadView => {
  const { metadata, status } = workload;
  const [stableRevision, canaryRevision] = [shape.stableRevision(workload), shape.updateRevision(workload)];
  const replicas = shape.replicas(workload);
  const inProgress = (metadata.annotations?.[annotations.inProgressing] ?? '') !== '';
  return {
    stableRevision,
    canaryRevision,
    podTemplateHash: canaryRevision,
    replicas,
    generation: metadata.generation ?? 0,
    consistent: status?.observedGeneration === metadata.generation,
    inProgress,
    inRollback: inProgress && stableRevision === canaryRevision && shape.updatedReplicas(workload) !== replicas,
    canRollBackInBatch: shape.canRollBackInBatch,
    rolloutId: rolloutIdOn(workload),
    ...holdWrites(shape.kind, workload, {
      type: shape.type,
      undo: { spec: { updateStrategy: shape.strategy(null) } },
    }),
  };
};
