/** What Rollouts read and write on any workload's metadata. */
import type { Kind, KubeObject } from '@binnacle/kube/api';
import { annotations, labels } from '../api/index.ts';
import { patchOf } from '../cluster/write.ts';
import type { Write } from '../cluster/write.ts';

/** The label first: the original's controller reads that, its webhook the annotation. */
export const rolloutIdOn = ({ metadata }: KubeObject): string | undefined =>
  metadata.labels?.[labels.rolloutId] || metadata.annotations?.[labels.rolloutId] || undefined;

export const holdWrites = (kind: Kind, workload: KubeObject, type: string): { markType: Write[]; letGo: Write[] } => ({
  markType:
    workload.metadata.labels?.[labels.workloadType] === undefined
      ? [patchOf(kind, workload, { metadata: { labels: { [labels.workloadType]: type } } })]
      : [],
  letGo:
    workload.metadata.annotations?.[annotations.inProgressing] === undefined
      ? []
      : [patchOf(kind, workload, { metadata: { annotations: { [annotations.inProgressing]: null } } })],
});
