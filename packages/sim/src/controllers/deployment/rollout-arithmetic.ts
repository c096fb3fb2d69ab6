import type { IntOrString } from '../../local/objects.ts';

/** Pure arithmetic of rollouts: how many replicas each replica set should have next. Counts of pods throughout. */

/** A number, or a percentage of `total` rounded up or down. Anything unreadable is 0. */
export const scaledValue = (value: IntOrString | undefined, total: number, roundUp: boolean): number => {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined) return /^\d+$/.test(value) ? Number(value) : 0;
  const exact = (Number(percent) * total) / 100;
  return roundUp ? Math.ceil(exact) : Math.floor(exact);
};

export interface Limits {
  /** Pods allowed above the desired count. */
  surge: number;
  /** Pods allowed to be unavailable below the desired count. */
  unavailable: number;
}

/** Surge rounds up, unavailable rounds down; when both come to 0, one pod may be unavailable, else nothing could move. */
export const resolveLimits = (
  strategy: { maxSurge?: IntOrString; maxUnavailable?: IntOrString },
  desired: number,
): Limits => {
  const surge = scaledValue(strategy.maxSurge, desired, true);
  const unavailable = scaledValue(strategy.maxUnavailable, desired, false);
  return surge === 0 && unavailable === 0
    ? { surge: 0, unavailable: 1 }
    : { surge, unavailable: Math.min(unavailable, desired) };
};

/** What is known of one replica set. `replicas` is its spec, `available` its status. */
export interface SetSize {
  name: string;
  replicas: number;
  available: number;
}

export interface Resize {
  name: string;
  from: number;
  to: number;
}

const total = (sets: readonly SetSize[], field: 'replicas' | 'available' = 'replicas') =>
  sets.reduce((sum, set) => sum + set[field], 0);

/** The size of the new replica set while others still hold pods; `all` counts its own too. */
export const nextNewSize = (desired: number, surge: number, { current, all }: { current: number; all: number }) => {
  const room = desired + surge - all;
  return room <= 0 ? current : current + Math.min(room, desired - current);
};

/**
 * One step of a rolling update. The new set grows first; only when it cannot, old sets shrink: unavailable pods first,
 * then available ones as long as `desired - unavailable` stay. `old` is in order of creation.
 */
export const nextRollingStep = (
  desired: number,
  limits: Limits,
  sets: { current: SetSize; old: readonly SetSize[] },
): Resize[] => {
  const { current, old } = sets;
  if (current.replicas > desired) return [{ name: current.name, from: current.replicas, to: desired }];
  const grown =
    current.replicas === desired
      ? desired
      : nextNewSize(desired, limits.surge, { current: current.replicas, all: total(old) + current.replicas });
  if (grown !== current.replicas) return [{ name: current.name, from: current.replicas, to: grown }];

  const active = old.filter((set) => set.replicas > 0);
  const minAvailable = desired - limits.unavailable;
  const room = total(active) + current.replicas - minAvailable - (current.replicas - current.available);
  if (active.length === 0 || room <= 0) return [];

  const sizes = new Map(active.map((set) => [set.name, set.replicas]));
  let cleaned = 0;
  for (const set of active) {
    const down = Math.min(room - cleaned, set.replicas - set.available);
    if (down <= 0) continue;
    sizes.set(set.name, set.replicas - down);
    cleaned += down;
  }
  let spare = total(active, 'available') + current.available - minAvailable;
  for (const set of active) {
    const size = sizes.get(set.name) ?? 0;
    const down = Math.min(size, spare);
    if (down <= 0) continue;
    sizes.set(set.name, size - down);
    spare -= down;
  }
  return active
    .map((set) => ({ name: set.name, from: set.replicas, to: sizes.get(set.name) ?? set.replicas }))
    .filter(({ from, to }) => from !== to);
};

/** A replica set with what proportional scaling needs. */
export interface ProportionalSet extends SetSize {
  /** Its `deployment.kubernetes.io/max-replicas` annotation; 0 when missing. */
  maxReplicas: number;
  /** Creation time, epoch ms. */
  created: number;
}

const roundHalfAway = (value: number) => (value < 0 ? -Math.round(-value) : Math.round(value));

/**
 * Spreads a change of the deployment's size over all active sets in proportion to their size, while a rollout is under
 * way or paused. Leftovers go to the largest set; among equals newer sets grow first and older ones shrink first.
 */
export const scaleProportionally = (
  desired: number,
  surge: number,
  { sets, statusReplicas }: { sets: readonly ProportionalSet[]; statusReplicas: number },
): Resize[] => {
  const allowed = desired > 0 ? desired + surge : 0;
  const toAdd = allowed - total(sets);
  const newerFirst = toAdd > 0 ? -1 : 1;
  const ordered = [...sets].sort((a, b) => b.replicas - a.replicas || newerFirst * (a.created - b.created));
  let added = 0;
  const sizes = ordered.map((set) => {
    if (toAdd === 0 || set.replicas === 0 || toAdd === added) return set.replicas;
    const before = set.maxReplicas || statusReplicas;
    const fraction =
      desired === 0
        ? -set.replicas
        : before === 0
          ? 0
          : roundHalfAway((set.replicas * (desired + surge)) / before) - set.replicas;
    const share = toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
    added += share;
    return set.replicas + share;
  });
  if (toAdd !== 0 && sizes.length > 0) sizes[0] = Math.max(0, (sizes[0] ?? 0) + toAdd - added);
  return ordered.map((set, index) => ({ name: set.name, from: set.replicas, to: sizes[index] ?? set.replicas }));
};
