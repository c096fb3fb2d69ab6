/** CloneSet, StatefulSet and Advanced DaemonSet by partition (rules §4.3): a release only ever lowers it. */
import type { Pod } from '@binnacle/kube/api';
import { podKind } from '@binnacle/kube/api';
import type { BatchRelease } from '../../api/index.ts';
import { annotations, ceilOf, labels } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { patchOf } from '../../cluster/write.ts';
import type { Write } from '../../cluster/write.ts';
import { batchLack } from '../batch.ts';
import { controlInfo, isControlledBy } from '../control-info.ts';
import type { Executor } from '../executor.ts';
import { labelledPods, labelPods } from '../pod-labels.ts';
import { batchTarget, labelCandidates } from './in-batches.ts';
import { isServing, updatedPods } from './updated-pods.ts';
import type { PartitionedWorkload, PartitionShape } from './shapes.ts';

export interface Partitioned {
  release: BatchRelease;
  workload: PartitionedWorkload;
  shape: PartitionShape;
}

export const partitionedExecutor = (reader: Reader, { release, workload, shape }: Partitioned): Executor => {
  const { releasePlan } = release.spec;
  const rolloutId = releasePlan.rolloutID ?? '';
  const replicas = shape.replicas(workload);
  const planOf = (batch: number) => releasePlan.batches?.[batch]?.canaryReplicas ?? 0;
  const pods = updatedPods(reader, { workload, shape });
  const ready = pods.filter(isServing).length;
  const inBatches = release.metadata.annotations?.[annotations.rollbackInBatch] === 'true';
  const isMarked = (pod: Pod) => pod.metadata.labels?.[labels.noNeedUpdate] === rolloutId;
  const noNeed = inBatches ? pods.filter(isMarked).length : 0;
  const ordered = shape.isOrdered(workload);
  const target = (batch: number) => batchTarget({ replicas, plan: planOf(batch), noNeed, ordered });
  const hasInfo = workload.metadata.annotations?.[annotations.controlInfo] !== undefined;
  const dropInfo = { annotations: { [annotations.controlInfo]: null } };

  /** Pods that are where the rollback leads. */
  const markBack = (): readonly Write[] =>
    pods
      .filter((pod) => !isMarked(pod))
      .map((pod) => patchOf(podKind, pod, { metadata: { labels: { [labels.noNeedUpdate]: rolloutId } } }));

  return {
    replicas,
    updatedReplicas: shape.updatedReplicas(workload),
    updatedReadyReplicas: ready,
    stableRevision: shape.stableRevision(workload),
    updateRevision: shape.updateRevision(workload),
    noNeedUpdateReplicas: noNeed,
    settled: workload.status?.observedGeneration === workload.metadata.generation,

    initialize: () => {
      const back = inBatches ? markBack() : [];
      const held = ceilOf(shape.partition(workload), replicas) >= ceilOf(shape.hold, replicas);
      return isControlledBy(workload, release) && (held || !inBatches)
        ? back
        : [
            ...back,
            patchOf(shape.kind, workload, {
              metadata: { annotations: { [annotations.controlInfo]: controlInfo(release) } },
              spec: { updateStrategy: shape.strategy(shape.hold) },
            }),
          ];
    },

    upgrade: (batch) => {
      const wanted = shape.toPartition(target(batch).stable, replicas, planOf(batch));
      const current = shape.partition(workload);
      const lower = current !== undefined && ceilOf(wanted, replicas) < ceilOf(current, replicas);
      return lower ? [patchOf(shape.kind, workload, { spec: { updateStrategy: shape.strategy(wanted) } })] : [];
    },

    label: (batch) =>
      labelPods(labelCandidates(pods, { target: target(batch), rolloutId, ordered }), {
        rolloutId,
        sizes: Array.from({ length: batch + 1 }, (_, i) => target(i).planned),
      }),

    lack: (batch) =>
      batchLack({
        desired: target(batch).desired,
        updated: shape.updatedReplicas(workload),
        updatedReady: ready,
        failureThreshold: releasePlan.failureThreshold,
        ...(rolloutId === ''
          ? {}
          : { labelled: { pods: labelledPods(pods, rolloutId), planned: target(batch).planned } }),
      }),

    finalize: () => {
      if (!hasInfo) return { done: true, writes: [] };
      // Taken away without being resumed: the partition stays for who comes next.
      const keeps = releasePlan.batchPartition != null;
      const patch = keeps
        ? { metadata: dropInfo }
        : { metadata: dropInfo, spec: { updateStrategy: shape.strategy(null) } };
      return { done: false, writes: [patchOf(shape.kind, workload, patch)] };
    },
  };
};
