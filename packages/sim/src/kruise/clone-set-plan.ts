/** What one look at a CloneSet leads to: Pods to make, to replace and to update where they are. Pure. */
import { isPodActive, isPodAvailable, isPodReady, type Pod } from '../local/objects.ts';
import { scaledValue } from '../controllers/deployment/rollout-arithmetic.ts';
import { deletionOrder } from '../controllers/replicaset/deletion-order.ts';
import type { CloneSet } from './types.ts';

export interface CloneSetLook {
  set: CloneSet;
  /** All it owns. */
  pods: readonly Pod[];
  isUpdated: (pod: Pod) => boolean;
  /** The difference between the revisions is one that a running Pod can take: images alone. */
  canUpdateInPlace: boolean;
  now: number;
}

export interface CloneSetPlan {
  /** Pods to make, of the older and of the newest revision. */
  create: { old: number; updated: number };
  remove: readonly Pod[];
  update: readonly Pod[];
}

const bounded = (value: number, most: number): number => Math.max(0, Math.min(value, most));

/** Pods that are to be of the newest revision. */
export const expectedUpdated = ({ spec }: CloneSet): number => {
  const replicas = spec.replicas ?? 1;
  return replicas - bounded(scaledValue(spec.updateStrategy?.partition, replicas, true), replicas);
};

export const planCloneSet = ({ set, pods, isUpdated, canUpdateInPlace, now }: CloneSetLook): CloneSetPlan => {
  const { replicas = 1, updateStrategy = {}, minReadySeconds = 0 } = set.spec;
  const active = pods.filter((pod) => isPodActive(pod) && pod.metadata.deletionTimestamp === undefined);
  const old = active.filter((pod) => !isUpdated(pod));
  const kept = replicas - expectedUpdated(set);
  const isPaused = updateStrategy.paused === true;
  const outdated = isPaused ? 0 : Math.max(0, old.length - kept);
  const surge = Math.min(scaledValue(updateStrategy.maxSurge, replicas, true), outdated);
  const missing = replicas + surge - active.length;
  const create = { old: bounded(kept - old.length, Math.min(missing, replicas - active.length)), updated: 0 };
  create.updated = Math.max(0, missing - create.old);

  const isAvailable = (pod: Pod) => isPodAvailable(pod, minReadySeconds, now);
  const available = active.filter(isAvailable).length;
  const unavailable = scaledValue(updateStrategy.maxUnavailable ?? '20%', replicas, true);
  let quota = Math.max(0, available - (replicas - unavailable));
  const take = (candidates: readonly Pod[], count: number): Pod[] => {
    const taken: Pod[] = [];
    for (const pod of deletionOrder(candidates, now)) {
      if (taken.length >= count) break;
      if (isPodReady(pod)) {
        if (!isAvailable(pod) || quota === 0) continue;
        quota -= 1;
      }
      taken.push(pod);
    }
    return taken;
  };

  const excess = -missing;
  if (excess > 0) {
    const isScaledIn = active.length > replicas + Math.max(0, old.length - kept);
    const first = old.length > kept ? old : active.filter(isUpdated);
    // Fewer are wanted: what is over goes whether it serves or not.
    const remove = isScaledIn ? deletionOrder(first, now).slice(0, excess) : take(first, excess);
    return { create, remove, update: [] };
  }
  if (outdated === 0 || missing > 0) return { create, remove: [], update: [] };
  const replaced = take(old, outdated);
  return canUpdateInPlace ? { create, remove: [], update: replaced } : { create, remove: replaced, update: [] };
};
