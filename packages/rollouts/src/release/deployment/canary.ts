/** Deployment, canary style: new Pods run in a Deployment of their own beside the stable one (rules §4.3, §4.4). */
import type { Deployment, Pod, PodTemplateSpec } from '@binnacle/kube/api';
import { deploymentKind, podKind } from '@binnacle/kube/api';
import type { BatchRelease, TemplateMetadata } from '../../api/index.ts';
import { annotations, batchReleaseKind, finalizers, labels } from '../../api/index.ts';
import type { Reader } from '../../cluster/reader.ts';
import { finalizersPatch, patchOf } from '../../cluster/write.ts';
import type { Write } from '../../cluster/write.ts';
import { batchLack, batchSize } from '../batch.ts';
import { controlInfo, isControlledBy, ownerOf } from '../control-info.ts';
import type { Executor } from '../executor.ts';
import { labelledPods, labelPods } from '../pod-labels.ts';
import { isRolledOut } from './rolled-out.ts';
import { compareAge, replicaSetHash, replicaSetsOf, sameTemplate, stableReplicaSet, templateHash } from './template.ts';

const withMetadata = (template: PodTemplateSpec, patch: TemplateMetadata | undefined): PodTemplateSpec => ({
  ...template,
  metadata: {
    ...template.metadata,
    ...(patch?.labels === undefined ? {} : { labels: { ...template.metadata?.labels, ...patch.labels } }),
    ...(patch?.annotations === undefined
      ? {}
      : { annotations: { ...template.metadata?.annotations, ...patch.annotations } }),
  },
});

/** Extra Deployments of this stable one, newest first. */
export const canariesOf = (reader: Reader, stable: Deployment): readonly Deployment[] =>
  reader
    .list<Deployment>(deploymentKind, stable.metadata.namespace ?? '', {
      [labels.canaryDeployment]: stable.metadata.name,
    })
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .sort((a, b) => compareAge(b, a));

const withoutOurFinalizer = (extra: Deployment): readonly Write[] =>
  extra.metadata.finalizers?.includes(finalizers.canaryDeployment) === true
    ? [
        finalizersPatch(
          deploymentKind,
          extra,
          extra.metadata.finalizers.filter((name) => name !== finalizers.canaryDeployment),
        ),
      ]
    : [];

/** An extra Deployment that is going away and whose BatchRelease is gone: nobody else would let it go. */
export const freeOrphan = (extra: Deployment, reader: Reader): readonly Write[] => {
  if (extra.metadata.labels?.[labels.canaryDeployment] === undefined) return [];
  if (extra.metadata.deletionTimestamp === undefined) return [];
  const owner = extra.metadata.ownerReferences?.find(({ kind }) => kind === batchReleaseKind.kind);
  const release = owner && reader.get<BatchRelease>(batchReleaseKind, extra.metadata.namespace ?? '', owner.name ?? '');
  return release?.metadata.uid === owner?.uid && release !== undefined ? [] : withoutOurFinalizer(extra);
};

const newCanary = (stable: Deployment, release: BatchRelease): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    // Left to the server: generateName fills it.
    name: '',
    generateName: `${stable.metadata.name}-`,
    namespace: stable.metadata.namespace ?? '',
    labels: { [labels.canaryDeployment]: stable.metadata.name },
    annotations: { [annotations.controlInfo]: controlInfo(release) },
    finalizers: [finalizers.canaryDeployment],
    ownerReferences: [ownerOf(release)],
  },
  spec: {
    ...stable.spec,
    replicas: 0,
    paused: false,
    template: withMetadata(stable.spec.template, release.spec.releasePlan.patchPodTemplateMetadata),
  },
});

export const canaryDeployment = (release: BatchRelease, stable: Deployment, reader: Reader): Executor => {
  const { releasePlan } = release.spec;
  const rolloutId = releasePlan.rolloutID ?? '';
  const replicas = stable.spec.replicas ?? 1;
  const template = withMetadata(stable.spec.template, releasePlan.patchPodTemplateMetadata);
  const own = canariesOf(reader, stable).filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ uid }) => uid === release.metadata.uid),
  );
  const canary = own.filter(({ spec }) => sameTemplate(spec.template, template)).at(-1);
  const size = (batch: number) => batchSize(releasePlan.batches?.[batch]?.canaryReplicas, replicas);
  const status = canary?.status;
  const revision = templateHash(stable.spec.template);

  const pods = (): readonly Pod[] => {
    const hash = canary === undefined ? '' : replicaSetHash(stableReplicaSet(replicaSetsOf(reader, canary)));
    if (hash === '') return [];
    const selector = { ...stable.spec.selector.matchLabels, [labels.podTemplateHash]: hash };
    return reader.list<Pod>(podKind, stable.metadata.namespace ?? '', selector);
  };

  const freeCanaries = (): readonly Write[] => own.flatMap(withoutOurFinalizer);

  return {
    replicas,
    updatedReplicas: status?.replicas ?? 0,
    updatedReadyReplicas: status?.availableReplicas ?? 0,
    stableRevision: replicaSetHash(stableReplicaSet(replicaSetsOf(reader, stable))),
    updateRevision: revision,
    settled: stable.status?.observedGeneration === stable.metadata.generation,

    initialize: () =>
      isControlledBy(stable, release)
        ? []
        : [
            patchOf(deploymentKind, stable, {
              metadata: { annotations: { [annotations.controlInfo]: controlInfo(release) } },
            }),
          ],

    upgrade: (batch) => {
      if (canary === undefined) return [{ type: 'create', kind: deploymentKind, object: newCanary(stable, release) }];
      const desired = size(batch);
      return (canary.spec.replicas ?? 0) < desired
        ? [patchOf(deploymentKind, canary, { spec: { replicas: desired } })]
        : [];
    },

    label: (batch) =>
      labelPods(pods(), { rolloutId, revision, sizes: Array.from({ length: batch + 1 }, (_, i) => size(i)) }),

    lack: (batch) => {
      if (canary === undefined) return 'the extra Deployment is not there';
      if (status?.observedGeneration !== canary.metadata.generation) return 'the extra Deployment is not observed';
      const labelled = { labelled: { pods: labelledPods(pods(), rolloutId), planned: size(batch) } };
      return batchLack({
        desired: size(batch),
        updated: status?.replicas ?? 0,
        updatedReady: status?.availableReplicas ?? 0,
        failureThreshold: releasePlan.failureThreshold,
        ...(rolloutId === '' ? {} : labelled),
      });
    },

    finalize: () => {
      // Taken away without being resumed: the workload stays held for who comes next.
      if (releasePlan.batchPartition != null) return { done: true, writes: freeCanaries() };
      const held = stable.spec.paused === true || stable.metadata.annotations?.[annotations.controlInfo] !== undefined;
      if (held) {
        const metadata = {
          annotations: { [annotations.controlInfo]: null },
          labels: { [labels.stableRevision]: null },
        };
        const patch = { metadata, spec: { paused: false } };
        return { done: false, writes: [patchOf(deploymentKind, stable, patch)] };
      }
      if (releasePlan.finalizingPolicy === 'WaitResume' && !isRolledOut(stable)) return { done: false, writes: [] };
      return { done: true, writes: freeCanaries() };
    },
  };
};
