/** The only owner of chance. The same seed gives the same sequence. */
export interface Rng {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
  /** An independent stream for one user of chance, so that one's calls do not move another's. */
  fork(label: string): Rng;
}

/** Mulberry32: 32-bit state, good enough for names and jitter, not for secrets. */
export const createRng = (seed: number): Rng => {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    next,
    int,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('pick: no items');
      return items[int(items.length)] as (typeof items)[number];
    },
    fork: (label) => createRng(hash(label, seed)),
  };
};

/** FNV-1a over the label, started from the seed. */
const hash = (label: string, seed: number): number => {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (const c of label) h = Math.imul(h ^ c.codePointAt(0)!, 0x01000193) >>> 0;
  return h;
};
