/** Deployment, blue-green style (rules §4.3): the Deployment's own controller makes the new Pods, as surge. */
import type { Deployment, Pod } from '@binnacle/kube/api';
import { deploymentKind, podKind, replicaSetKind } from '@binnacle/kube/api';
import type { BatchRelease } from '../../api/index.ts';
import { annotations, ceilOf, labels } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { patchOf } from '../../cluster/write.ts';
import type { Write } from '../../cluster/write.ts';
import { batchLack, batchSize } from '../batch.ts';
import { controlInfo, isControlledBy } from '../control-info.ts';
import { newReplicaSet } from '../deployment/next-deployment.ts';
import { isRolledOut } from '../deployment/rolled-out.ts';
import { replicaSetHash, replicaSetsOf, templateHash } from '../deployment/template.ts';
import type { Executor } from '../executor.ts';
import { labelledPods, labelPods } from '../pod-labels.ts';
import { disableAutoscalers, restoreAutoscalers } from './autoscalers.ts';
import { neverAvailable, noDeadline, originalOf, originalText } from './original.ts';

export const blueGreenDeployment = (release: BatchRelease, deployment: Deployment, reader: Reader): Executor => {
  const { releasePlan } = release.spec;
  const { metadata, spec, status } = deployment;
  const rolloutId = releasePlan.rolloutID ?? '';
  const replicas = spec.replicas ?? 1;
  const sets = replicaSetsOf(reader, deployment);
  const set = newReplicaSet(deployment, sets);
  const updated = set?.status?.replicas ?? 0;
  const ready = set?.status?.readyReplicas ?? 0;
  const revision = templateHash(spec.template);
  const planOf = (batch: number) => releasePlan.batches?.[batch]?.canaryReplicas ?? 0;
  const size = (batch: number) => batchSize(planOf(batch), replicas);
  const original = originalOf(deployment);

  const pods = (): readonly Pod[] =>
    set === undefined
      ? []
      : reader.list<Pod>(podKind, metadata.namespace ?? '', {
          ...spec.selector.matchLabels,
          [labels.podTemplateHash]: replicaSetHash(set),
        });

  /** Old sets that were held, so that none of their Pods counts as available. */
  const releaseSets = (): readonly Write[] =>
    sets
      .filter((held) => held.spec.minReadySeconds === neverAvailable)
      .map((held) => patchOf(replicaSetKind, held, { spec: { minReadySeconds: spec.minReadySeconds ?? 0 } }));

  const restore = (): Write => {
    const { maxUnavailable, maxSurge, minReadySeconds = 0 } = original ?? {};
    const rollingUpdate = { maxUnavailable: maxUnavailable ?? '25%', maxSurge: maxSurge ?? '25%' };
    // A RollingUpdate always says both.
    const recreates = original !== undefined && maxUnavailable === undefined && maxSurge === undefined;
    return patchOf(deploymentKind, deployment, {
      metadata: {
        labels: { [labels.stableRevision]: null },
        annotations: { [annotations.originalDeploymentStrategy]: null, [annotations.controlInfo]: null },
      },
      spec: {
        paused: false,
        minReadySeconds,
        progressDeadlineSeconds: original?.progressDeadlineSeconds ?? 600,
        strategy: recreates ? { type: 'Recreate', rollingUpdate: null } : { type: 'RollingUpdate', rollingUpdate },
      },
    });
  };

  return {
    replicas,
    updatedReplicas: updated,
    updatedReadyReplicas: ready,
    stableRevision: metadata.labels?.[labels.stableRevision] ?? '',
    updateRevision: revision,
    settled: status?.observedGeneration === metadata.generation,

    initialize: () => {
      if (isControlledBy(deployment, release)) return [];
      const { maxUnavailable, maxSurge } = spec.strategy?.rollingUpdate ?? {};
      const { minReadySeconds = 0, progressDeadlineSeconds = 600 } = spec;
      const own = original ?? {
        ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
        ...(maxSurge === undefined ? {} : { maxSurge }),
        minReadySeconds,
        progressDeadlineSeconds,
      };
      const stable = sets.filter(
        (held) => (held.spec.replicas ?? 1) > 0 && held !== set && held.spec.minReadySeconds !== neverAvailable,
      );
      return [
        ...disableAutoscalers(reader, deployment),
        ...stable.map((held) => patchOf(replicaSetKind, held, { spec: { minReadySeconds: neverAvailable } })),
        patchOf(deploymentKind, deployment, {
          metadata: {
            annotations: {
              [annotations.originalDeploymentStrategy]: originalText(own),
              [annotations.controlInfo]: controlInfo(release),
            },
          },
          spec: {
            minReadySeconds: neverAvailable,
            progressDeadlineSeconds: noDeadline,
            strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          },
        }),
      ];
    },

    upgrade: (batch) => {
      const { maxSurge = 1 } = spec.strategy?.rollingUpdate ?? {};
      const wanted = planOf(batch);
      // The 1 that holding the workload wrote is no batch.
      const more = (maxSurge === 1 ? 0 : ceilOf(maxSurge, replicas)) < ceilOf(wanted, replicas);
      const held = spec.paused === true && updated < size(batch);
      if (!more && !held) return [];
      const rollingUpdate = { maxSurge: more ? wanted : maxSurge, maxUnavailable: 0 };
      return [patchOf(deploymentKind, deployment, { spec: { paused: false, strategy: { rollingUpdate } } })];
    },

    label: (batch) =>
      labelPods(pods(), { rolloutId, revision, sizes: Array.from({ length: batch + 1 }, (_, i) => size(i)) }),

    lack: (batch) =>
      batchLack({
        desired: size(batch),
        updated,
        updatedReady: ready,
        ...(rolloutId === '' ? {} : { labelled: { pods: labelledPods(pods(), rolloutId), planned: size(batch) } }),
      }),

    finalize: () => {
      // Taken away without being resumed: it stays held for who comes next.
      if (releasePlan.batchPartition != null) return { done: true, writes: [] };
      if (original !== undefined || metadata.annotations?.[annotations.controlInfo] !== undefined)
        return { done: false, writes: [restore()] };
      // One that goes on to an untried revision by itself is not waited for: it may never get there.
      const waits = releasePlan.finalizingPolicy === 'WaitResume' || release.status?.updateRevision !== revision;
      if (waits && !isRolledOut(deployment)) return { done: false, writes: [] };
      const writes = [...releaseSets(), ...restoreAutoscalers(reader, deployment)];
      return { done: writes.length === 0, writes };
    },
  };
};
