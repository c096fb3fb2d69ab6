/** CloneSet, blue-green style (rules §4.3): all Pods may be updated, and the surge says how many are there. */
import type { BatchRelease } from '../../api/index.ts';
import { annotations, ceilOf, floorOf } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { patchOf } from '../../cluster/write.ts';
import type { Write } from '../../cluster/write.ts';
import { batchLack, batchSize } from '../batch.ts';
import { controlInfo, isControlledBy } from '../control-info.ts';
import type { Executor } from '../executor.ts';
import { isServing, updatedPods } from '../partitioned/updated-pods.ts';
import type { PartitionedWorkload, PartitionShape } from '../partitioned/shapes.ts';
import { labelledPods, labelPods } from '../pod-labels.ts';
import { disableAutoscalers, restoreAutoscalers } from './autoscalers.ts';
import { neverAvailable, originalOf, originalText } from './original.ts';

/** Only Pods that are made anew can stand beside the old ones. */
export const recreatesPods = ({ spec }: PartitionedWorkload): boolean =>
  ['', 'recreate'].includes((spec.updateStrategy?.type ?? '').toLowerCase());

export interface BlueGreenCloneSet {
  release: BatchRelease;
  workload: PartitionedWorkload;
  shape: PartitionShape;
}

export const blueGreenCloneSet = (reader: Reader, { release, workload, shape }: BlueGreenCloneSet): Executor => {
  const { releasePlan } = release.spec;
  const { metadata, spec, status } = workload;
  const rolloutId = releasePlan.rolloutID ?? '';
  const replicas = shape.replicas(workload);
  const pods = updatedPods(reader, { workload, shape });
  const ready = pods.filter(isServing).length;
  const planOf = (batch: number) => releasePlan.batches?.[batch]?.canaryReplicas ?? 0;
  const size = (batch: number) => batchSize(planOf(batch), replicas);
  const original = originalOf(workload);
  const updated = shape.updatedReplicas(workload);

  const restore = (): Write => {
    const { maxUnavailable = '20%', maxSurge = 0, minReadySeconds = 0 } = original ?? {};
    return patchOf(shape.kind, workload, {
      metadata: {
        annotations: { [annotations.originalDeploymentStrategy]: null, [annotations.controlInfo]: null },
      },
      spec: { minReadySeconds, updateStrategy: { partition: null, paused: false, maxUnavailable, maxSurge } },
    });
  };

  const isOver = (): boolean => {
    const missing = floorOf(spec.updateStrategy?.maxUnavailable ?? '20%', replicas);
    return (
      status?.observedGeneration === metadata.generation &&
      (status?.replicas ?? 0) === replicas &&
      updated === replicas &&
      (status?.availableReplicas ?? 0) + missing >= replicas
    );
  };

  return {
    replicas,
    updatedReplicas: updated,
    updatedReadyReplicas: ready,
    stableRevision: shape.stableRevision(workload),
    updateRevision: shape.updateRevision(workload),
    settled: status?.observedGeneration === metadata.generation,

    initialize: () => {
      if (isControlledBy(workload, release)) return [];
      const { maxUnavailable, maxSurge } = spec.updateStrategy ?? {};
      const own = original ?? {
        ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
        ...(maxSurge === undefined ? {} : { maxSurge }),
        minReadySeconds: spec.minReadySeconds ?? 0,
      };
      return [
        ...disableAutoscalers(reader, workload),
        patchOf(shape.kind, workload, {
          metadata: {
            annotations: {
              [annotations.originalDeploymentStrategy]: originalText(own),
              [annotations.controlInfo]: controlInfo(release),
            },
          },
          spec: { minReadySeconds: neverAvailable, updateStrategy: { maxSurge: 1, maxUnavailable: 0 } },
        }),
      ];
    },

    upgrade: (batch) => {
      const { maxSurge = 1, partition } = spec.updateStrategy ?? {};
      const wanted = planOf(batch);
      // The 1 that holding the workload wrote is no batch.
      const more = (maxSurge === 1 ? 0 : ceilOf(maxSurge, replicas)) < ceilOf(wanted, replicas);
      if (!more && partition === undefined) return [];
      const updateStrategy = {
        partition: null,
        paused: false,
        maxSurge: more ? wanted : maxSurge,
        maxUnavailable: 0,
      };
      return [patchOf(shape.kind, workload, { spec: { updateStrategy } })];
    },

    label: (batch) => labelPods(pods, { rolloutId, sizes: Array.from({ length: batch + 1 }, (_, i) => size(i)) }),

    lack: (batch) =>
      batchLack({
        desired: size(batch),
        updated,
        updatedReady: ready,
        ...(rolloutId === '' ? {} : { labelled: { pods: labelledPods(pods, rolloutId), planned: size(batch) } }),
      }),

    finalize: () => {
      // Taken away without being resumed: it stays held for who comes next.
      if (releasePlan.batchPartition != null) return { done: true, writes: [] };
      if (original !== undefined || metadata.annotations?.[annotations.controlInfo] !== undefined)
        return { done: false, writes: [restore()] };
      // One that goes on to an untried revision by itself is not waited for: it may never get there.
      const waits =
        releasePlan.finalizingPolicy === 'WaitResume' ||
        release.status?.updateRevision !== shape.updateRevision(workload);
      if (waits && !isOver()) return { done: false, writes: [] };
      const writes = restoreAutoscalers(reader, workload);
      return { done: writes.length === 0, writes };
    },
  };
};
