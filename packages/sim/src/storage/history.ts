import type { Entry } from './entry.ts';

/** One committed change. `entry` of a DELETED change is the last state, stamped with the delete's revision. */
export interface StoredChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  revision: number;
  bucket: string;
  entry: Entry;
  previous?: Entry;
  /** Epoch ms of the commit. */
  at: number;
}

/** The newest changes, oldest first; bounded by count, by age, and by the bytes of all objects that they hold. */
export interface History {
  add(change: StoredChange): void;
  /** Changes after a revision, oldest first. */
  since(revision: number): readonly StoredChange[];
  /** Drops everything up to and including the revision. */
  compact(revision: number): void;
  /** The newest revision that is no longer kept; 0 when nothing was dropped. */
  readonly compacted: number;
}

export const createHistory = (limits: { changes: number; bytes: number; ageMs: number }): History => {
  let changes: StoredChange[] = [];
  /** Bytes that each of them holds. */
  let weights: number[] = [];
  /** Changes before this index are gone; the array is cut when an eighth of it is: what it holds is not freed. */
  let start = 0;
  let compacted = 0;
  /** Of all changes kept. */
  let bytes = 0;

  const drop = (count: number) => {
    if (count <= 0) return;
    for (let i = start; i < start + count; i += 1) bytes -= weights[i]!;
    start += count;
    compacted = Math.max(compacted, changes[start - 1]!.revision);
    if (start * 8 > changes.length) {
      changes = changes.slice(start);
      weights = weights.slice(start);
      start = 0;
    }
  };

  /** What it replaced is held by it alone when the change that wrote that is gone. */
  const weightOf = ({ entry, previous }: StoredChange): number =>
    entry.size + (previous !== undefined && previous.revision <= compacted ? previous.size : 0);

  /** Index of the first change after the revision. */
  const indexAfter = (revision: number): number => {
    let low = start;
    let high = changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (changes[middle]!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add: (change) => {
      const weight = weightOf(change);
      changes.push(change);
      weights.push(weight);
      bytes += weight;
      let old = Math.max(0, changes.length - start - limits.changes);
      let excess = bytes - limits.bytes;
      for (let i = start; i < changes.length - 1; i += 1) {
        const { at } = changes[i]!;
        const isOld = i < start + old || at < change.at - limits.ageMs;
        if (!isOld && excess <= 0) break;
        excess -= weights[i]!;
        old = i + 1 - start;
      }
      drop(old);
    },
    since: (revision) => changes.slice(indexAfter(revision)),
    compact: (revision) => {
      drop(indexAfter(revision) - start);
      compacted = Math.max(compacted, revision);
    },
    get compacted() {
      return compacted;
    },
  };
};
