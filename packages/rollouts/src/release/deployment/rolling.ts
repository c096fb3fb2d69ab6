/** How many Pods each ReplicaSet of a partitioned Deployment is to have next (rules §4.5). Pure arithmetic. */
import type { IntOrString } from '@binnacle/kube/api';
import { ceilOf, clamp, floorOf } from '../../api/index.ts';
import { newReplicaSetLimit } from '../batch.ts';

export interface SetSize {
  name: string;
  replicas: number;
  available: number;
  /** Of the revision that a rollback returns to: it shrinks last. */
  stable?: boolean;
}

export interface Rolling {
  /** The Deployment's. */
  replicas: number;
  surge: number;
  unavailable: number;
  /** Pods that the new revision may have. */
  limit: number;
  current: SetSize;
  /** Oldest first. */
  old: readonly SetSize[];
}

/** New sizes by name; those that stay are left out. */
export type Sizes = ReadonlyMap<string, number>;

/** Shares are rounded up for the surge and down for what may be unavailable; both none would never move. */
export const limitsOf = (
  { maxSurge = '25%', maxUnavailable = '25%' }: { maxSurge?: IntOrString; maxUnavailable?: IntOrString },
  replicas: number,
): { surge: number; unavailable: number } => {
  const surge = ceilOf(maxSurge, replicas);
  const unavailable = floorOf(maxUnavailable, replicas);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, replicas) };
};

/** Without surge the new revision always gets one Pod: the original does so too, at any partition. */
export const rollingLimit = (partition: IntOrString, replicas: number, surge: number): number =>
  Math.max(newReplicaSetLimit(partition, replicas), surge === 0 && replicas > 0 ? 1 : 0);

const sum = (sets: readonly SetSize[], of: (set: SetSize) => number): number =>
  sets.reduce((total, set) => total + of(set), 0);
const replicasOf = ({ replicas }: SetSize): number => replicas;

/** One step: the new set grows as far as partition and surge allow; when it cannot, old ones shrink. */
export const rollOn = (rolling: Rolling): Sizes => {
  const { replicas, surge, limit, current, old } = rolling;
  if (current.replicas > replicas) return new Map([[current.name, replicas]]);
  const room = replicas + surge - current.replicas - sum(old, replicasOf);
  const grown = Math.min(limit, current.replicas + Math.max(0, room));
  return grown > current.replicas ? new Map([[current.name, grown]]) : shrinkOld(rolling);
};

const byShrinking = (a: SetSize, b: SetSize): number =>
  Number(a.stable === true) - Number(b.stable === true) || a.replicas - b.replicas;

/** Pods that do not serve go first; then those that do, while enough are available: smaller sets first, stable ones last. */
const shrinkOld = ({ replicas, unavailable, limit, current, old }: Rolling): Sizes => {
  const all = current.replicas + sum(old, replicasOf);
  const available = current.available + sum(old, (set) => Math.min(set.available, set.replicas));
  const kept = replicas - Math.max(limit, current.replicas);
  const starting = current.replicas - current.available;
  let quota = Math.min(all - (replicas - unavailable) - starting, sum(old, replicasOf) - kept);
  let spare = available - (replicas - unavailable);
  const sizes = new Map<string, number>();
  if (quota <= 0) return missingOld({ replicas, kept, current, old });
  const take = (set: SetSize, count: number) => {
    if (count <= 0) return;
    sizes.set(set.name, (sizes.get(set.name) ?? set.replicas) - count);
    quota -= count;
  };
  for (const set of old) take(set, Math.min(quota, set.replicas - set.available));
  for (const set of [...old].sort(byShrinking)) {
    const left = sizes.get(set.name) ?? set.replicas;
    const count = Math.min(quota, spare, left, set.available);
    take(set, count);
    spare -= Math.max(0, count);
  }
  return sizes;
};

/** Old Pods that a partition keeps and that are not there (it was scaled) go to the largest old set. */
const missingOld = ({
  replicas,
  kept,
  current,
  old,
}: Pick<Rolling, 'replicas' | 'current' | 'old'> & { kept: number }) => {
  const there = sum(old, replicasOf);
  const missing = Math.min(kept - there, replicas - current.replicas - there);
  const [largest] = [...old].sort((a, b) => b.replicas - a.replicas);
  return missing > 0 && largest !== undefined && largest.replicas > 0
    ? new Map([[largest.name, largest.replicas + missing]])
    : new Map<string, number>();
};

/**
 * The Deployment was scaled from `from`: each set keeps its share. What rounding leaves over goes to the largest old set, so
 * that the new revision never gets more than its share.
 */
export const scaleAll = ({ replicas, surge, current, old }: Rolling, from: number): Sizes => {
  const active = [current, ...old].filter((set) => set.replicas > 0);
  const [only] = active;
  if (only === undefined) return new Map([[current.name, replicas]]);
  if (active.length === 1) return changed([[only, replicas]]);
  const all = sum(active, replicasOf);
  // A surge under way is taken along.
  const wanted = from === 0 ? replicas : clamp(Math.round((all * replicas) / from), 0, replicas + surge);
  const scaled = active.map((set): [SetSize, number] => [set, Math.round((set.replicas * wanted) / all)]);
  const [first] = [...scaled].sort(
    ([a], [b]) => Number(a === current) - Number(b === current) || b.replicas - a.replicas,
  );
  const rest = wanted - scaled.reduce((total, [, size]) => total + size, 0);
  return changed(scaled.map(([set, size]) => [set, set === first?.[0] ? Math.max(0, size + rest) : size]));
};

const changed = (sizes: readonly (readonly [SetSize, number])[]): Sizes =>
  new Map(sizes.filter(([set, size]) => set.replicas !== size).map(([set, size]) => [set.name, size]));
