/** A native DaemonSet as Rollouts see it (rules §2.2). */
import { daemonSetKind } from '@binnacle/kube/api';
import type { DaemonSet } from '@binnacle/kube/api';
import { annotations } from '../api/index.ts';
import { patchOf } from '../cluster/index.ts';
import type { Reader } from '../cluster/index.ts';
import type { WorkloadView } from '../reconcile/index.ts';
import { daemonSetRevisions, revisionsText } from '../release/index.ts';
import { holdWrites, rolloutIdOn } from './marks.ts';

export const daemonSetView = (workload: DaemonSet, reader: Reader): WorkloadView => {
  const { metadata, status } = workload;
  const revisions = daemonSetRevisions(workload, reader);
  const inProgress = (metadata.annotations?.[annotations.inProgressing] ?? '') !== '';
  const type = metadata.annotations?.[annotations.daemonSetOriginalStrategy];
  const { markType, letGo, heldFor } = holdWrites(daemonSetKind, workload, {
    type: 'daemonset',
    undo: {
      metadata: {
        annotations: { [annotations.daemonSetOriginalStrategy]: null, [annotations.daemonSetRevision]: null },
      },
      spec: type === undefined ? {} : { updateStrategy: { type } },
    },
  });
  const consistent = status?.observedGeneration === metadata.generation && revisions.canary !== '';
  const text = revisionsText(revisions);
  const forgets = inProgress && consistent && metadata.annotations?.[annotations.daemonSetRevision] !== text;
  return {
    stableRevision: revisions.stable,
    canaryRevision: revisions.canary,
    podTemplateHash: revisions.canary,
    replicas: status?.desiredNumberScheduled ?? 0,
    generation: metadata.generation ?? 0,
    consistent,
    inProgress,
    inRollback: inProgress && revisions.stable === revisions.canary,
    canRollBackInBatch: false,
    rolloutId: rolloutIdOn(workload),
    markType: forgets
      ? [
          ...markType,
          patchOf(daemonSetKind, workload, { metadata: { annotations: { [annotations.daemonSetRevision]: text } } }),
        ]
      : markType,
    letGo,
    heldFor,
  };
};
