/** CloneSet, StatefulSet and Advanced DaemonSet by partition (rules §4.3): it is only ever lowered. */
import type { Pod } from '@binnacle/kube/api';
import { isConditionTrue, podKind } from '@binnacle/kube/api';
import type { BatchRelease } from '../../api/index.ts';
import { annotations, ceilOf } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { patchOf } from '../../cluster/write.ts';
import { batchLack, batchSize } from '../batch.ts';
import { controlInfo, isControlledBy } from '../control-info.ts';
import type { Executor } from '../executor.ts';
import { labelledPods, labelPods } from '../pod-labels.ts';
import type { PartitionedWorkload, PartitionShape } from './shapes.ts';

export interface Partitioned {
  release: BatchRelease;
  workload: PartitionedWorkload;
  shape: PartitionShape;
}

/** Pods of the workload's new revision. */
export const updatedPods = (reader: Reader, { workload, shape }: Omit<Partitioned, 'release'>): readonly Pod[] => {
  const revision = shape.updateRevision(workload);
  if (revision === '') return [];
  const selector = { ...workload.spec.selector.matchLabels, [shape.revisionKey]: shape.revisionName(revision) };
  return reader
    .list<Pod>(podKind, workload.metadata.namespace ?? '', selector)
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === workload.metadata.uid));
};

const isServing = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && isConditionTrue(status?.conditions, 'Ready');

export const partitionedExecutor = (reader: Reader, { release, workload, shape }: Partitioned): Executor => {
  const { releasePlan } = release.spec;
  const rolloutId = releasePlan.rolloutID ?? '';
  const replicas = shape.replicas(workload);
  const planOf = (batch: number) => releasePlan.batches?.[batch]?.canaryReplicas;
  const size = (batch: number) => batchSize(planOf(batch), replicas);
  const pods = updatedPods(reader, { workload, shape });
  const ready = pods.filter(isServing).length;
  const hasInfo = workload.metadata.annotations?.[annotations.controlInfo] !== undefined;
  const dropInfo = { annotations: { [annotations.controlInfo]: null } };

  return {
    replicas,
    updatedReplicas: shape.updatedReplicas(workload),
    updatedReadyReplicas: ready,
    stableRevision: shape.stableRevision(workload),
    updateRevision: shape.updateRevision(workload),
    settled: workload.status?.observedGeneration === workload.metadata.generation,

    initialize: () =>
      isControlledBy(workload, release)
        ? []
        : [
            patchOf(shape.kind, workload, {
              metadata: { annotations: { [annotations.controlInfo]: controlInfo(release) } },
              spec: { updateStrategy: shape.strategy(shape.hold) },
            }),
          ],

    upgrade: (batch) => {
      const wanted = shape.toPartition(replicas - size(batch), replicas, planOf(batch) ?? 0);
      const current = shape.partition(workload);
      const lower = current !== undefined && ceilOf(wanted, replicas) < ceilOf(current, replicas);
      return lower ? [patchOf(shape.kind, workload, { spec: { updateStrategy: shape.strategy(wanted) } })] : [];
    },

    label: (batch) => labelPods(pods, { rolloutId, sizes: Array.from({ length: batch + 1 }, (_, i) => size(i)) }),

    lack: (batch) =>
      batchLack({
        desired: size(batch),
        updated: shape.updatedReplicas(workload),
        updatedReady: ready,
        failureThreshold: releasePlan.failureThreshold,
        ...(rolloutId === '' ? {} : { labelled: { pods: labelledPods(pods, rolloutId), planned: size(batch) } }),
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
