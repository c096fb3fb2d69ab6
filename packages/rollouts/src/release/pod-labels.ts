/** Which batch updated which Pod, as labels (rules §4.7). */
import { podKind } from '@binnacle/kube/api';
import type { Pod } from '@binnacle/kube/api';
import { labels } from '../api/index.ts';
import { patchOf } from '../cluster/write.ts';
import type { Write } from '../cluster/write.ts';

export interface LabelPlan {
  rolloutId: string;
  /** How many Pods there are to be after each batch, from the first to the current one. */
  sizes: readonly number[];
  /** Written as controller-revision-hash; Deployment Pods do not carry one of their own. */
  revision?: string;
  /** Only those that their kubelet has told of: it would look at others once more, and tell of them once more. */
  startedOnly?: boolean;
}

const isStarted = (pod: Pod): boolean => pod.status?.startTime !== undefined;
const isLeaving = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

/** Pods that carry this release's id and stay. */
export const labelledPods = (pods: readonly Pod[], rolloutId: string): number =>
  pods.filter((pod) => !isLeaving(pod) && pod.metadata.labels?.[labels.rolloutId] === rolloutId).length;

/** Labels for Pods without them, from the current batch down; a Pod is labelled once for each release. */
export const labelPods = (pods: readonly Pod[], plan: LabelPlan): readonly Write[] => {
  const { rolloutId, sizes, revision, startedOnly = false } = plan;
  if (rolloutId === '') return [];
  const staying = pods.filter((pod) => !isLeaving(pod));
  const own = staying.filter((pod) => pod.metadata.labels?.[labels.rolloutId] === rolloutId);
  const free = staying
    .filter((pod) => !own.includes(pod) && (!startedOnly || isStarted(pod)))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const writes: Write[] = [];
  for (let batch = sizes.length; batch >= 1; batch--) {
    const planned = (sizes[batch - 1] ?? 0) - (sizes[batch - 2] ?? 0);
    const there = own.filter((pod) => pod.metadata.labels?.[labels.batchId] === String(batch)).length;
    for (const pod of free.splice(0, Math.max(0, planned - there))) {
      const wanted = {
        [labels.rolloutId]: rolloutId,
        [labels.batchId]: String(batch),
        ...(revision === undefined ? {} : { [labels.controllerRevisionHash]: revision }),
      };
      writes.push(patchOf(podKind, pod, { metadata: { labels: wanted } }));
    }
  }
  return writes;
};
