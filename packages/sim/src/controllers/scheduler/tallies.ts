import { selects, type LabelSelector, type Pod } from '../../local/objects.ts';

/** Pods that are looked for: in these namespaces (undefined: all), by any of these selectors at once. */
export interface Wanted {
  namespaces?: readonly string[];
  /** A Pod must be selected by each. An absent selector selects nothing. */
  selectors: readonly (LabelSelector | undefined)[];
  /** Pods that are being deleted do not count. */
  living: boolean;
}

/** How many wanted Pods each node has. */
export type Tally = ReadonlyMap<string, number>;

interface Kept extends Wanted {
  counts: Map<string, number>;
}

/** Tallies in use; the one not asked for longest is forgotten beyond this. */
const limit = 500;

export const isWantedPod = ({ namespaces, selectors }: Wanted, { metadata }: Pod): boolean =>
  (namespaces === undefined || namespaces.includes(metadata.namespace ?? '')) &&
  selectors.every((selector) => selector !== undefined && selects(selector, metadata.labels));

/**
 * Counts of Pods per node, made when first asked for and kept right from then on: a change of a Pod costs the tallies in
 * use, and placing a Pod costs the nodes, however many Pods there are.
 */
export const createTallies = (placed: () => Iterable<Pod>) => {
  const kept = new Map<string, Kept>();

  const add = (counts: Map<string, number>, node: string, amount: number) => {
    const next = (counts.get(node) ?? 0) + amount;
    if (next > 0) counts.set(node, next);
    else counts.delete(node);
  };
  const isLiving = (pod: Pod) => pod.metadata.deletionTimestamp === undefined;

  return {
    of: (wanted: Wanted): Tally => {
      const key = JSON.stringify(wanted);
      let tally = kept.get(key);
      if (tally === undefined) {
        tally = { ...wanted, counts: new Map<string, number>() };
        for (const pod of placed())
          if (isWantedPod(tally, pod) && (!tally.living || isLiving(pod)))
            add(tally.counts, pod.spec.nodeName ?? '', 1);
      }
      kept.delete(key);
      kept.set(key, tally);
      if (kept.size > limit) kept.delete(kept.keys().next().value as string);
      return tally.counts;
    },
    /** A placed Pod came (`before` undefined), changed or went (`after` undefined). */
    change: (before: Pod | undefined, after: Pod | undefined): void => {
      for (const tally of kept.values()) {
        const counts = (pod: Pod | undefined) =>
          pod !== undefined && isWantedPod(tally, pod) && (!tally.living || isLiving(pod));
        if (counts(before)) add(tally.counts, before?.spec.nodeName ?? '', -1);
        if (counts(after)) add(tally.counts, after?.spec.nodeName ?? '', 1);
      }
    },
  };
};

export type Tallies = ReturnType<typeof createTallies>;
