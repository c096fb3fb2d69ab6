/**
 * How many Pods a batch updates when some are on the wanted revision already, for the release is a rollback (rules §4.8):
 * the batches share out the others, while labels follow the plan.
 */
import type { IntOrString, Pod } from '@binnacle/kube/api';
import { ceilOf, labels } from '../../api/index.ts';
import { batchSize } from '../batch.ts';

export interface BatchTarget {
  /** Pods that are to carry the release's id. */
  planned: number;
  /** Pods that stay as they are, as the partition counts them. */
  stable: number;
  /** Pods that are to be of the wanted revision. */
  desired: number;
}

export interface BatchOf {
  replicas: number;
  plan: IntOrString;
  /** Pods that were on the wanted revision before the release began. */
  noNeed: number;
  /** Pods are updated from the highest ordinal down, the ones that need no update among them. */
  ordered: boolean;
}

export const batchTarget = ({ replicas, plan, noNeed, ordered }: BatchOf): BatchTarget => {
  const planned = batchSize(plan, replicas);
  if (noNeed === 0) return { planned, stable: replicas - planned, desired: planned };
  const others = replicas - noNeed;
  const left = Math.max(0, others - ceilOf(plan, others));
  const stable = ordered ? left + noNeed : left;
  return { planned, stable, desired: ordered ? replicas - stable + noNeed : replicas - stable };
};

/** `echo-12` → 12; -1 for names without a number. */
const ordinalOf = ({ metadata }: Pod): number => Number(/-(\d+)$/.exec(metadata.name)?.[1] ?? -1);

/**
 * Which updated Pods may carry the release's id now: those that were rolled back, then so many of the others as the plan
 * still lacks.
 */
export const labelCandidates = (
  pods: readonly Pod[],
  { target, rolloutId, ordered }: { target: BatchTarget; rolloutId: string; ordered: boolean },
): readonly Pod[] => {
  const marked = (pod: Pod) => pod.metadata.labels?.[labels.noNeedUpdate] === rolloutId;
  const count = pods.filter(marked).length;
  if (count === 0) return pods;
  const high = (pod: Pod) => (ordered ? ordinalOf(pod) >= target.stable : !marked(pod));
  const first = pods.filter(high);
  const rest = pods.filter((pod) => !high(pod));
  const own = (pod: Pod) => pod.metadata.labels?.[labels.rolloutId] === rolloutId;
  const places = Math.max(0, target.planned - (target.desired - count));
  const free = Math.max(0, places - rest.filter(own).length);
  return [...first, ...rest.filter(own), ...rest.filter((pod) => !own(pod)).slice(0, free)];
};
