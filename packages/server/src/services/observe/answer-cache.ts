import { setMaxListeners } from 'node:events';
import { timeout } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';
import type { ClusterHandle } from '../operation.ts';
import type { Reading } from './reading.ts';

/** Source: contract 002, "缓存机制": answers are good for 30 seconds unless told otherwise. */
export const answerTtlMs = 30_000;
/** A load that takes longer has failed. */
const loadLimitMs = 10_000;
/** Answers kept per cluster. */
const mostAnswers = 1_000;

export interface ReadOptions {
  /** What it is, within the cluster. */
  key: string;
  /** Nothing that was read before the call. */
  force?: boolean | undefined;
  ttlMs?: number;
  /** Of one who waits: the load goes on for the others. */
  signal: AbortSignal;
}

/** Answers of API servers, each loaded once for all who ask at the same time. */
export interface AnswerCache {
  /** Rejects as `load` does; failures are not kept. */
  read<T>(cluster: ClusterHandle, options: ReadOptions, load: (signal: AbortSignal) => Promise<T>): Promise<Reading<T>>;
}

interface Entry {
  value?: unknown;
  /** Epoch ms; 0 while there is no value. */
  at: number;
  running?: Promise<void> | undefined;
  /** Begins when the one that runs has ended: for those who may not be given what it has read already. */
  next?: Promise<void> | undefined;
}

export const createAnswerCache = (clock: Clock): AnswerCache => {
  const clusters = new WeakMap<ClusterHandle, BoundedMap<string, Entry>>();

  const entryOf = (cluster: ClusterHandle, key: string): Entry => {
    let entries = clusters.get(cluster);
    if (entries === undefined) clusters.set(cluster, (entries = new BoundedMap(mostAnswers)));
    let entry = entries.get(key);
    if (entry === undefined) entries.set(key, (entry = { at: 0 }));
    return entry;
  };

  const run = async (entry: Entry, load: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
    const limit = new AbortController();
    // Each part of what is loaded listens to it.
    setMaxListeners(0, limit.signal);
    const cancel = clock.after(loadLimitMs, () =>
      limit.abort(timeout(`the cluster did not answer within ${loadLimitMs / 1_000} s`)),
    );
    try {
      const began = clock.now();
      entry.value = await orAborted(load(limit.signal), limit.signal);
      entry.at = began;
    } finally {
      cancel();
    }
  };

  const start = (entry: Entry, load: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
    entry.running = run(entry, load).finally(() => {
      entry.running = undefined;
    });
    return entry.running;
  };

  const startNext = (entry: Entry, load: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
    if (entry.running === undefined) return start(entry, load);
    entry.next ??= entry.running
      .catch(() => undefined)
      .then(() => {
        entry.next = undefined;
        return start(entry, load);
      });
    return entry.next;
  };

  return {
    read: async <T>(
      cluster: ClusterHandle,
      { key, force = false, ttlMs = answerTtlMs, signal }: ReadOptions,
      load: (signal: AbortSignal) => Promise<T>,
    ): Promise<Reading<T>> => {
      const entry = entryOf(cluster, key);
      const isGood = entry.at > 0 && clock.now() - entry.at < ttlMs;
      if (isGood && !force) return { value: entry.value as T, source: 'cache', at: entry.at };
      await orAborted(force ? startNext(entry, load) : (entry.running ?? start(entry, load)), signal);
      return { value: entry.value as T, source: 'api', at: entry.at };
    },
  };
};

/** Rejects with the signal's reason as soon as it is aborted; what was waited for goes on. */
export const orAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  if (signal.aborted) {
    work.catch(() => undefined);
    return Promise.reject(signal.reason as Error);
  }
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
};
