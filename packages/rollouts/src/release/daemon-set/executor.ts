/** Native DaemonSet by partition: OnDelete, and Pods are deleted as far as the partition says (rules §4.3). */
import type { DaemonSet, Pod } from '@binnacle/kube/api';
import { daemonSetKind, podKind } from '@binnacle/kube/api';
import type { BatchRelease } from '../../api/index.ts';
import { annotations, labels } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { patchOf } from '../../cluster/write.ts';
import { batchLack, batchSize } from '../batch.ts';
import { controlInfo, isControlledBy } from '../control-info.ts';
import type { Executor } from '../executor.ts';
import { isServing } from '../partitioned/updated-pods.ts';
import { labelledPods, labelPods } from '../pod-labels.ts';
import { daemonSetControlOf, daemonSetControlText } from './control.ts';
import { daemonSetRevisions } from './revisions.ts';

/** The DaemonSet's own Pods. */
export const daemonSetPods = (reader: Reader, { metadata, spec }: DaemonSet): readonly Pod[] =>
  reader
    .list<Pod>(podKind, metadata.namespace ?? '', spec.selector.matchLabels ?? {})
    .filter((pod) => pod.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid));

export const hasRevision =
  (revision: string) =>
  ({ metadata }: Pod): boolean =>
    metadata.labels?.[labels.controllerRevisionHash] === revision && metadata.deletionTimestamp === undefined;

export const nativeDaemonSet = (release: BatchRelease, workload: DaemonSet, reader: Reader): Executor => {
  const { releasePlan } = release.spec;
  const { metadata, spec, status } = workload;
  const rolloutId = releasePlan.rolloutID ?? '';
  const replicas = status?.desiredNumberScheduled ?? 0;
  const revisions = daemonSetRevisions(workload, reader);
  const pods = daemonSetPods(reader, workload).filter(hasRevision(revisions.canary));
  const ready = pods.filter(isServing).length;
  const size = (batch: number) => batchSize(releasePlan.batches?.[batch]?.canaryReplicas, replicas);
  const control = daemonSetControlOf(workload);
  const originalType = metadata.annotations?.[annotations.daemonSetOriginalStrategy];
  const patchControl = (partition: number) => ({
    [annotations.daemonSetControl]: daemonSetControlText({ partition, revision: revisions.canary }),
  });

  return {
    replicas,
    updatedReplicas: pods.length,
    updatedReadyReplicas: ready,
    stableRevision: revisions.stable,
    updateRevision: revisions.canary,
    settled: status?.observedGeneration === metadata.generation,

    initialize: () =>
      isControlledBy(workload, release)
        ? []
        : [
            patchOf(daemonSetKind, workload, {
              metadata: {
                annotations: {
                  [annotations.daemonSetOriginalStrategy]: originalType ?? spec.updateStrategy?.type ?? 'RollingUpdate',
                  [annotations.controlInfo]: controlInfo(release),
                  ...patchControl(replicas),
                },
              },
              spec: { updateStrategy: { type: 'OnDelete' } },
            }),
          ],

    upgrade: (batch) => {
      const wanted = replicas - size(batch);
      return control !== undefined && wanted < control.partition
        ? [patchOf(daemonSetKind, workload, { metadata: { annotations: patchControl(wanted) } })]
        : [];
    },

    label: (batch) => labelPods(pods, { rolloutId, sizes: Array.from({ length: batch + 1 }, (_, i) => size(i)) }),

    lack: (batch) =>
      batchLack({
        desired: size(batch),
        updated: pods.length,
        updatedReady: ready,
        failureThreshold: releasePlan.failureThreshold,
        ...(rolloutId === '' ? {} : { labelled: { pods: labelledPods(pods, rolloutId), planned: size(batch) } }),
      }),

    finalize: () => {
      const own = { [annotations.controlInfo]: null, [annotations.daemonSetControl]: null };
      const held = Object.keys(own).some((key) => metadata.annotations?.[key] !== undefined);
      // Taken away without being resumed: type and revisions are kept for who comes next.
      if (releasePlan.batchPartition != null)
        return held
          ? { done: false, writes: [patchOf(daemonSetKind, workload, { metadata: { annotations: own } })] }
          : { done: true, writes: [] };
      if (!held && originalType === undefined) return { done: true, writes: [] };
      const all = { ...own, [annotations.daemonSetOriginalStrategy]: null, [annotations.daemonSetRevision]: null };
      const patch = {
        metadata: { annotations: all },
        spec: { updateStrategy: { type: originalType ?? 'RollingUpdate' } },
      };
      return { done: false, writes: [patchOf(daemonSetKind, workload, patch)] };
    },
  };
};
