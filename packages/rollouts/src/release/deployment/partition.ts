/** Deployment by partition: held paused and Recreate while its ReplicaSets are sized for it (rules §4.3, §4.5). */
import type { Deployment, Pod } from '@binnacle/kube/api';
import { deploymentKind, podKind } from '@binnacle/kube/api';
import type { BatchRelease } from '../../api/index.ts';
import { annotations, ceilOf, labels } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { patchOf } from '../../cluster/write.ts';
import { batchLack, newReplicaSetLimit } from '../batch.ts';
import { controlInfo, isControlledBy } from '../control-info.ts';
import type { Executor } from '../executor.ts';
import { labelledPods, labelPods } from '../pod-labels.ts';
import { newReplicaSet } from './next-deployment.ts';
import { partitionStrategyOf, partitionStrategyText, recreate, withoutHold } from './partition-strategy.ts';
import type { PartitionStrategy } from './partition-strategy.ts';
import { replicaSetHash, replicaSetsOf, templateHash } from './template.ts';

export const partitionDeployment = (release: BatchRelease, deployment: Deployment, reader: Reader): Executor => {
  const { releasePlan } = release.spec;
  const { metadata, spec, status } = deployment;
  const rolloutId = releasePlan.rolloutID ?? '';
  const replicas = spec.replicas ?? 1;
  const strategy = partitionStrategyOf(deployment);
  const set = newReplicaSet(deployment, replicaSetsOf(reader, deployment));
  const updated = set?.status?.replicas ?? 0;
  const ready = set?.status?.availableReplicas ?? 0;
  const revision = templateHash(spec.template);
  const planOf = (batch: number) => releasePlan.batches?.[batch]?.canaryReplicas ?? 0;
  const size = (batch: number) => newReplicaSetLimit(planOf(batch), replicas);
  const counts = (batch: number) => ({
    desired: size(batch),
    updated,
    updatedReady: ready,
    failureThreshold: releasePlan.failureThreshold,
  });
  const hasInfo = metadata.annotations?.[annotations.controlInfo] !== undefined;

  let listed: readonly Pod[] | undefined;
  const pods = (): readonly Pod[] =>
    (listed ??=
      set === undefined
        ? []
        : reader.list<Pod>(podKind, metadata.namespace ?? '', {
            ...spec.selector.matchLabels,
            [labels.podTemplateHash]: replicaSetHash(set),
          }));
  const withStrategy = (next: PartitionStrategy) => ({
    annotations: { [annotations.deploymentStrategy]: partitionStrategyText(next) },
  });

  return {
    replicas,
    updatedReplicas: updated,
    updatedReadyReplicas: ready,
    stableRevision: metadata.labels?.[labels.stableRevision] ?? '',
    updateRevision: revision,
    settled: status?.observedGeneration === metadata.generation,

    initialize: (batch) => {
      if (isControlledBy(deployment, release)) return [];
      // One that is held already has its strategy in the annotation.
      const own = strategy === undefined ? spec.strategy?.rollingUpdate : strategy.rollingUpdate;
      const rollingUpdate = own === undefined ? {} : { rollingUpdate: own };
      const { annotations: strategyText } = withStrategy({ ...rollingUpdate, partition: planOf(batch) });
      return [
        patchOf(deploymentKind, deployment, {
          metadata: {
            labels: { [labels.controlledByAdvanced]: 'true' },
            annotations: { ...strategyText, [annotations.controlInfo]: controlInfo(release) },
          },
          spec: { paused: true, strategy: recreate },
        }),
      ];
    },

    upgrade: (batch) => {
      const { partition = 0, paused = false } = strategy ?? {};
      const wanted = planOf(batch);
      const more = ceilOf(partition, replicas) < ceilOf(wanted, replicas);
      if (strategy === undefined || (!more && !paused)) return [];
      const next = { ...strategy, paused: false, partition: more ? wanted : partition };
      return [patchOf(deploymentKind, deployment, { metadata: withStrategy(next) })];
    },

    label: (batch) => {
      const sizes = Array.from({ length: batch + 1 }, (_, i) => size(i));
      // What a batch can do without must not hold it up for want of a label.
      const startedOnly = batchLack(counts(batch)) !== undefined;
      return labelPods(pods(), { rolloutId, revision, sizes, startedOnly });
    },

    lack: (batch) =>
      batchLack({
        ...counts(batch),
        ...(rolloutId === '' ? {} : { labelled: { pods: labelledPods(pods(), rolloutId), planned: size(batch) } }),
      }),

    finalize: () => {
      if (!hasInfo) return { done: true, writes: [] };
      const dropInfo = { [annotations.controlInfo]: null };
      // Taken away without being resumed: it stays held for who comes next.
      if (releasePlan.batchPartition != null)
        return { done: false, writes: [patchOf(deploymentKind, deployment, { metadata: { annotations: dropInfo } })] };
      const { metadata, spec } = withoutHold(deployment);
      const given = { ...metadata.annotations, ...dropInfo, [annotations.inProgressing]: null };
      const patch = { metadata: { ...metadata, annotations: given }, spec };
      return { done: false, writes: [patchOf(deploymentKind, deployment, patch)] };
    },
  };
};
