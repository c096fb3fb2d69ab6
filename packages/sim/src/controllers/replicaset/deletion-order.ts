import type { Pod } from '../../local/objects.ts';
import { findCondition, fromTime, isPodReady } from '../../local/objects.ts';

const deletionCost = (pod: Pod): number =>
  Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) || 0;

const phaseRank = (pod: Pod): number =>
  ({ Pending: 0, Unknown: 1, Running: 2, Succeeded: 3, Failed: 3 })[pod.status?.phase ?? 'Pending'];

const readySince = (pod: Pod): number => fromTime(findCondition(pod.status?.conditions, 'Ready')?.lastTransitionTime);

const mostRestarts = (pod: Pod): number =>
  Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));

/** Ages are compared by order of magnitude, so that the choice among old pods is spread, not predictable. */
const magnitude = (from: number, now: number): number => Math.floor(Math.log2(Math.max(1, (now - from) * 1e6)));

/** Younger first; ages of one magnitude are as good as equal and leave the choice to the uid. */
const byAge = (a: Pod, b: Pod, { since, now }: { since: (pod: Pod) => number; now: number }): number =>
  since(a) === since(b) ? 0 : magnitude(since(a), now) - magnitude(since(b), now) || byUid(a, b);

const byUid = (a: Pod, b: Pod): number => ((a.metadata.uid ?? '') < (b.metadata.uid ?? '') ? -1 : 1);

const createdAt = (pod: Pod): number => fromTime(pod.metadata.creationTimestamp);

/**
 * Pods in the order a replica set gives them up: unassigned, pending, not ready, cheap to delete, doubled up on a node,
 * newly ready, often restarted, young; equals by uid. Doubled up means more ready pods of the set on the same node.
 */
export const deletionOrder = (pods: readonly Pod[], now: number): Pod[] => {
  const readyOnNode = new Map<string, number>();
  for (const pod of pods) {
    const node = pod.spec.nodeName ?? '';
    if (isPodReady(pod)) readyOnNode.set(node, (readyOnNode.get(node) ?? 0) + 1);
  }
  const rank = (pod: Pod) => readyOnNode.get(pod.spec.nodeName ?? '') ?? 0;
  const compare = (a: Pod, b: Pod): number =>
    Number((a.spec.nodeName ?? '') !== '') - Number((b.spec.nodeName ?? '') !== '') ||
    phaseRank(a) - phaseRank(b) ||
    Number(isPodReady(a)) - Number(isPodReady(b)) ||
    deletionCost(a) - deletionCost(b) ||
    rank(b) - rank(a) ||
    (isPodReady(a) && isPodReady(b) ? byAge(a, b, { since: readySince, now }) : 0) ||
    mostRestarts(b) - mostRestarts(a) ||
    byAge(a, b, { since: createdAt, now }) ||
    byUid(a, b);
  return [...pods].sort(compare);
};
