import { createColdStorage } from './cold-storage.ts';
import type { StoredEntry } from './entry.ts';

/** The current entries of one resource, by key and in key order. Those that lie still are packed among themselves. */
export interface Bucket {
  readonly size: number;
  get(key: string): StoredEntry | undefined;
  set(entry: StoredEntry): void;
  delete(key: string): void;
  /** Keys that start with the prefix, in order, after `after` when given. */
  keys(prefix: string, after?: string): readonly string[];
  /** In no order. */
  all(): Iterable<StoredEntry>;
}

export const createBucket = (): Bucket => {
  const entries = new Map<string, StoredEntry>();
  const cold = createColdStorage();
  let sorted: string[] = [];
  /** Keys added since the last sort: many creates in a row cost one sort. */
  let unsorted: string[] = [];

  const settle = () => {
    if (unsorted.length === 0) return;
    sorted = sorted.concat(unsorted).sort();
    unsorted = [];
  };

  const lowerBound = (key: string): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    get size() {
      return entries.size;
    },
    get: (key) => entries.get(key),
    all: () => entries.values(),
    set: (entry) => {
      const previous = entries.get(entry.key);
      if (previous === undefined) unsorted.push(entry.key);
      else cold.remove(previous);
      entries.set(entry.key, entry);
      cold.add(entry);
    },
    delete: (key) => {
      const previous = entries.get(key);
      if (previous === undefined) return;
      entries.delete(key);
      cold.remove(previous);
      settle();
      sorted.splice(lowerBound(key), 1);
    },
    keys: (prefix, after) => {
      settle();
      const from = after !== undefined && after >= prefix ? lowerBound(`${after}\0`) : lowerBound(prefix);
      // U+FFFF sorts after every character that a name may hold.
      return sorted.slice(from, lowerBound(`${prefix}\uffff`));
    },
  };
};
