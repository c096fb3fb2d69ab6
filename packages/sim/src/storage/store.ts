import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { createBucket } from './bucket.ts';
import type { Bucket } from './bucket.ts';
import { createEntry } from './entry.ts';
import type { Entry } from './entry.ts';
import { createHistory } from './history.ts';
import type { StoredChange } from './history.ts';
import type { Journal, KeptState } from './journal.ts';

/** The revision asked for is no longer kept. The registry turns it into a 410. */
export class CompactedError extends Error {
  readonly requested: number;
  readonly compacted: number;

  constructor(requested: number, compacted: number) {
    super(`too old resource version: ${requested} (${compacted})`);
    this.name = 'CompactedError';
    this.requested = requested;
    this.compacted = compacted;
  }
}

export interface StoreOptions {
  clock: Clock;
  /** Changes kept for watches and for consistent pages. Default 50,000, as a mid-size etcd holds in five minutes. */
  historyChanges?: number;
  /** Bytes of JSON kept for them, with what they replaced. Default 32 MiB. */
  historyBytes?: number;
  /** Default five minutes, as kube-apiserver compacts etcd. */
  historyAgeMs?: number;
  /** What the store begins with. */
  kept?: KeptState | undefined;
}

/** What a write does, decided inside the transaction on the current entry. */
export type Write = { put: UnstructuredObject } | { remove: UnstructuredObject } | undefined;

export interface EntryPage {
  entries: readonly Entry[];
  remaining: number;
}

/**
 * A revisioned key-value log in memory. Every write takes the next revision of one global counter, is stamped with it as
 * `metadata.resourceVersion`, and is told to the watchers of its bucket at once and in order.
 */
export interface Store {
  readonly revision: number;
  readonly compacted: number;
  get(bucket: string, key: string): Entry | undefined;
  count(bucket: string): number;
  /** The entries under a prefix in key order, now or as they were at an older revision. Throws CompactedError. */
  range(bucket: string, prefix: string, at?: { after?: string; revision?: number }): readonly Entry[];
  /** The first `limit` entries of what `range` answers, and how many more there are. */
  page(bucket: string, prefix: string, at: { after?: string; revision?: number; limit: number }): EntryPage;
  /** Compare and write in one step: `decide` sees the current entry and answers what to write, or nothing. */
  txn(bucket: string, key: string, decide: (current: Entry | undefined, revision: number) => Write): Entry | undefined;
  /** Changes of a bucket after a revision, first those kept, then those to come. Throws CompactedError. */
  watch(bucket: string, after: number, listener: (change: StoredChange) => void): () => void;
  compact(revision: number): void;
  /** Every change is written to the journal before it is answered. Without one the store lives in memory alone. */
  keepIn(journal: Journal): Promise<void>;
}

export const createStore = (options: StoreOptions): Store => {
  const { clock, kept, historyChanges = 50_000, historyBytes = 32 * 2 ** 20, historyAgeMs = 300_000 } = options;
  const buckets = new Map<string, Bucket>();
  const listeners = new Map<string, Set<(change: StoredChange) => void>>();
  const history = createHistory({ changes: historyChanges, bytes: historyBytes, ageMs: historyAgeMs });
  let revision = Math.max(1, kept?.revision ?? 0);
  let journal: Journal | undefined;
  /** Changes made by listeners while a change is being told wait here, so that all see one order. */
  const pending: StoredChange[] = [];
  let telling = false;

  const bucketOf = (name: string): Bucket => {
    let bucket = buckets.get(name);
    if (bucket === undefined) buckets.set(name, (bucket = createBucket()));
    return bucket;
  };

  if (kept !== undefined) {
    for (const { bucket, entry } of kept.entries) bucketOf(bucket).set(entry);
    history.compact(revision);
  }

  const drain = () => {
    if (telling) return;
    telling = true;
    try {
      for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
        for (const listener of [...(listeners.get(next.bucket) ?? [])]) listener(next);
      }
    } finally {
      telling = false;
    }
  };

  const assertKept = (wanted: number) => {
    if (wanted < history.compacted) throw new CompactedError(wanted, history.compacted + 1);
  };

  /** Undoes the newer changes, newest first. */
  const entriesAt = (name: string, prefix: string, wanted: number): Entry[] => {
    const past = new Map<string, Entry>(
      bucketOf(name)
        .keys(prefix)
        .map((key) => [key, bucketOf(name).get(key)!]),
    );
    const newer = history.since(wanted);
    for (let i = newer.length - 1; i >= 0; i -= 1) {
      const change = newer[i]!;
      if (change.bucket !== name || !change.entry.key.startsWith(prefix)) continue;
      if (change.previous === undefined) past.delete(change.entry.key);
      else past.set(change.entry.key, change.previous);
    }
    return [...past.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  };

  const stamp = (object: UnstructuredObject, at: number): UnstructuredObject => ({
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(at) },
  });

  const range: Store['range'] = (name, prefix, { after, revision: wanted } = {}) => {
    if (wanted !== undefined && wanted < revision) {
      assertKept(wanted);
      const all = entriesAt(name, prefix, wanted);
      return after === undefined ? all : all.filter((entry) => entry.key > after);
    }
    const bucket = bucketOf(name);
    return bucket.keys(prefix, after).map((key) => bucket.get(key)!);
  };

  return {
    get revision() {
      return revision;
    },
    get compacted() {
      return history.compacted;
    },
    get: (bucket, key) => bucketOf(bucket).get(key),
    count: (bucket) => bucketOf(bucket).size,
    range,
    page: (name, prefix, { limit, ...at }) => {
      if (at.revision !== undefined && at.revision < revision) {
        const all = range(name, prefix, at);
        return { entries: all.slice(0, limit), remaining: Math.max(0, all.length - limit) };
      }
      const bucket = bucketOf(name);
      const keys = bucket.keys(prefix, at.after);
      const entries = keys.slice(0, limit).map((key) => bucket.get(key)!);
      return { entries, remaining: keys.length - entries.length };
    },
    txn: (name, key, decide) => {
      const bucket = bucketOf(name);
      const previous = bucket.get(key);
      const write = decide(previous, revision + 1);
      if (write === undefined) return previous;
      const next = revision + 1;
      const removed = 'remove' in write;
      const entry = createEntry(key, stamp(removed ? write.remove : write.put, next), {
        revision: next,
        created: previous?.created ?? next,
      });
      const type = removed ? 'DELETED' : previous === undefined ? 'ADDED' : 'MODIFIED';
      const change: StoredChange = { type, revision: next, bucket: name, entry, at: clock.now() };
      if (previous !== undefined) change.previous = previous;
      journal?.append(change);
      revision = next;
      if (removed) bucket.delete(key);
      else bucket.set(entry);
      history.add(change);
      pending.push(change);
      drain();
      return entry;
    },
    watch: (name, after, listener) => {
      assertKept(after);
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      let stopped = false;
      const guarded = (change: StoredChange) => {
        if (!stopped && change.revision > after) listener(change);
      };
      // What is pending, and what the listener itself writes during the replay, comes through the set afterwards.
      const horizon = pending[0]?.revision ?? revision + 1;
      const nested = telling;
      telling = true;
      try {
        for (const change of history.since(after)) {
          if (change.revision >= horizon) break;
          if (change.bucket === name) guarded(change);
        }
        set.add(guarded);
      } finally {
        telling = nested;
      }
      drain();
      return () => {
        stopped = true;
        set.delete(guarded);
      };
    },
    compact: (wanted) => history.compact(Math.min(wanted, revision)),
    keepIn: (chosen) => {
      journal = chosen;
      return chosen.begin(() => ({
        entries: [...buckets].flatMap(([bucket, { all }]) => [...all()].map((entry) => ({ bucket, entry }))),
        revision,
        at: clock.now(),
      }));
    },
  };
};
