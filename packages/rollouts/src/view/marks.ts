/** What Rollouts read and write on any workload's metadata. */
import type { Kind, KubeObject } from '@binnacle/kube/api';
import { annotations, holderOf, labels } from '../api/index.ts';
import { patchOf } from '../cluster/write.ts';
import type { WorkloadView } from '../reconcile/index.ts';

/** The label first: the original's controller reads that, its webhook the annotation. */
export const rolloutIdOn = ({ metadata }: KubeObject): string | undefined =>
  metadata.labels?.[labels.rolloutId] || metadata.annotations?.[labels.rolloutId] || undefined;

interface Hold {
  /** The value of the label by which admission sees the workload. */
  type: string;
  /**
   * Takes back what admission did to hold the change. A BatchRelease that has the workload in hand does that itself; a
   * release that ends before there is one would leave it held for ever.
   */
  undo: { metadata?: object; spec: object };
  /** The BatchRelease that has it in hand ends the hold with what it takes back, by one call. */
  isGivenBackAtOnce?: boolean;
}

export const holdWrites = (
  kind: Kind,
  workload: KubeObject,
  { type, undo, isGivenBackAtOnce = false }: Hold,
): Pick<WorkloadView, 'markType' | 'letGo' | 'heldFor'> => {
  const { annotations: own = {}, labels: ownLabels = {} } = workload.metadata;
  const isInHand = (own[annotations.controlInfo] ?? '') !== '';
  const { metadata = {}, ...rest }: { metadata?: object; spec?: object } = isInHand ? {} : undo;
  const { annotations: more = {}, ...others } = metadata as { annotations?: object };
  const patch = { metadata: { ...others, annotations: { ...more, [annotations.inProgressing]: null } }, ...rest };
  return {
    heldFor: holderOf(own[annotations.inProgressing]),
    markType:
      ownLabels[labels.workloadType] === undefined
        ? [patchOf(kind, workload, { metadata: { labels: { [labels.workloadType]: type } } })]
        : [],
    letGo: isGivenBackAtOnce || own[annotations.inProgressing] === undefined ? [] : [patchOf(kind, workload, patch)],
  };
};
