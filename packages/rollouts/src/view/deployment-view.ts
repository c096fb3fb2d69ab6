/** A Deployment as Rollouts see it (rules §2.2). */
import { deploymentKind } from '@binnacle/kube/api';
import type { Deployment, ReplicaSet } from '@binnacle/kube/api';
import type { BatchRelease, Rollout } from '../api/index.ts';
import { annotations, batchReleaseKind, labels, styleOf } from '../api/index.ts';
import type { Reader } from '../cluster/reader.ts';
import type { WorkloadView } from '../reconcile/seen.ts';
import {
  canariesOf,
  isControlledBy,
  replicaSetHash,
  replicaSetsOf,
  sameTemplate,
  stableReplicaSet,
  templateHash,
  withoutHold,
} from '../release/index.ts';
import { holdWrites, rolloutIdOn } from './marks.ts';

export const deploymentView = (rollout: Rollout, deployment: Deployment, reader: Reader): WorkloadView => {
  const { metadata, spec, status } = deployment;
  const sets = replicaSetsOf(reader, deployment);
  const inProgress = (metadata.annotations?.[annotations.inProgressing] ?? '') !== '';
  const observed = status?.observedGeneration === metadata.generation;
  const common = {
    canaryRevision: templateHash(spec.template),
    replicas: spec.replicas ?? 1,
    generation: metadata.generation ?? 0,
    inProgress,
    canRollBackInBatch: false,
    rolloutId: rolloutIdOn(deployment),
    ...holdWrites(deploymentKind, deployment, {
      type: 'deployment',
      undo: withoutHold(deployment),
      isGivenBackAtOnce: styleOf(rollout) === 'Partition' && isInHand(deployment, rollout, reader),
    }),
  };
  if (styleOf(rollout) === 'Canary') {
    const stable = stableReplicaSet(sets);
    const newest = canariesOf(reader, deployment)[0];
    return {
      ...common,
      stableRevision: replicaSetHash(stable),
      podTemplateHash:
        inProgress && newest !== undefined ? replicaSetHash(stableReplicaSet(replicaSetsOf(reader, newest))) : '',
      consistent: observed && (stable !== undefined || common.replicas === 0),
      inRollback: inProgress && stable !== undefined && sameTemplate(stable.spec.template, spec.template),
    };
  }
  const stableRevision = metadata.labels?.[labels.stableRevision] ?? '';
  const podTemplateHash = inProgress ? replicaSetHash(setOf(sets, deployment)) : '';
  return {
    ...common,
    stableRevision,
    podTemplateHash,
    consistent: observed,
    inRollback: inProgress && stableRevision !== '' && stableRevision === podTemplateHash,
  };
};

/** Of a BatchRelease that is there to give it back. */
const isInHand = (deployment: Deployment, { metadata }: Rollout, reader: Reader): boolean => {
  const { namespace = '', name } = metadata;
  const release = reader.get<BatchRelease>(batchReleaseKind, namespace, name);
  return release !== undefined && isControlledBy(deployment, release);
};

/** The one with Pods whose template is the Deployment's. */
const setOf = (sets: readonly ReplicaSet[], { spec }: Deployment): ReplicaSet | undefined =>
  sets.find((set) => (set.spec.replicas ?? 1) > 0 && sameTemplate(set.spec.template, spec.template));
