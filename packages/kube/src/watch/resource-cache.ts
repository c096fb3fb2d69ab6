import { serviceUnavailable, timeout } from '../api/index.ts';
import type { ApiError, Kind } from '../api/index.ts';
import type { KubeClient } from '../client/index.ts';
import { createRng, createSystemClock } from '../clock/index.ts';
import type { Clock, Rng } from '../clock/index.ts';
import { createPageMemo } from './page-memo.ts';
import type { PageMemo } from './page-memo.ts';
import { createReconnectGate } from './reconnect-gate.ts';
import type { ReconnectGate } from './reconnect-gate.ts';
import { startReflector } from './reflector.ts';
import type { ReflectorSettings } from './reflector.ts';
import { createRowStore } from './row-store.ts';
import { rowKey } from './row.ts';
import type { Change, Freshness, ResourceCache, Row } from './types.ts';
import { createViewSet } from './view-set.ts';
import type { ViewSettings } from './view-set.ts';

export interface CacheSettings extends ReflectorSettings, ViewSettings {}

export const defaultCacheSettings: CacheSettings = {
  // API servers send a bookmark about once a minute, save for kinds that have not changed since the server started.
  quietMs: 72_000,
  suspectMs: 2_000,
  listQuietMs: 30_000,
  watchSeconds: 300,
  pageSize: 500,
  backoff: { initialMs: 500, maxMs: 10_000 },
  downAfter: 3,
  maxViews: 64,
  viewIdleMs: 300_000,
};

export interface CacheOptions {
  client: KubeClient;
  kind: Kind;
  /** All namespaces when absent. */
  namespace?: string;
  clock?: Clock;
  rng?: Rng;
  /** Shared by the caches of one cluster. */
  gate?: ReconnectGate;
  /** Shared likewise. */
  memo?: PageMemo;
  settings?: Partial<CacheSettings>;
}

/** A cache together with what its owner needs. */
export interface OwnedCache extends ResourceCache {
  /**
   * Rows of one namespace that carry all of these labels, in no order, found by index. For who asks again and again for a
   * few of many: a view would be made, and kept up to date, for each set of labels.
   */
  labelled(namespace: string, labels: Readonly<Record<string, string>>): readonly Row[];
  /** Epoch ms. */
  readonly lastUsed: number;
  /** Somebody listens to it. */
  readonly watched: boolean;
  /** Ends the watch and forgets the objects; waiting `ready` calls reject. */
  stop(): Promise<void>;
}

const readyTimeoutMs = 30_000;

/** Starts to list and watch at once, and goes on until stopped. */
export const createResourceCache = (options: CacheOptions): OwnedCache => {
  const { client, kind, namespace } = options;
  const settings = { ...defaultCacheSettings, ...options.settings };
  const clock = options.clock ?? createSystemClock();
  const rng = options.rng ?? createRng(clock.now());
  const gate = options.gate ?? createReconnectGate({ clock, rng, backoff: settings.backoff });

  const subscribers = new Set<Parameters<ResourceCache['subscribe']>[0]>();
  const waiting = new Set<{ settle: (error?: Error) => void }>();
  let current: Freshness = { state: 'starting', since: clock.now() };
  let everSynced = false;
  let lastError: ApiError | undefined;
  let lastUsed = clock.now();

  const onChange = (change: Change) => {
    views.apply(
      change.type === 'DELETED' ? change.row : change.previous,
      change.type === 'DELETED' ? undefined : change.row,
    );
    for (const subscriber of subscribers) subscriber.change?.(change);
  };
  const store = createRowStore(kind, onChange);
  const views = createViewSet(kind, store.rows, { clock, settings, memo: options.memo ?? createPageMemo() });

  const setFreshness = (freshness: Freshness) => {
    current = freshness;
    if (freshness.state === 'synced') {
      everSynced = true;
      for (const waiter of waiting) waiter.settle();
    }
    // The reason is known and may not pass for long: who waits can be told now.
    if (freshness.state === 'down') for (const waiter of waiting) waiter.settle(lastError);
    for (const subscriber of subscribers) subscriber.freshness?.(freshness);
    views.notifyAll();
  };

  const reflector = startReflector({
    client,
    ref: kind,
    namespace,
    clock,
    rng,
    gate,
    settings,
    sink: {
      begin: store.begin,
      put: store.put,
      remove: store.remove,
      complete: store.complete,
      freshness: setFreshness,
      failed: (error) => {
        lastError = error;
      },
    },
  });

  const used = () => {
    lastUsed = clock.now();
  };

  return {
    freshness: () => (current.state === 'synced' ? { state: 'synced', since: reflector.lastHeard } : current),
    ready: ({ timeoutMs = readyTimeoutMs, signal } = {}) =>
      new Promise((resolve, reject) => {
        used();
        if (everSynced) return resolve();
        if (signal?.aborted === true) return reject(signal.reason as Error);
        // Already down for a reason that does not pass: there is nothing to wait for.
        if (current.state === 'down' && lastError !== undefined) return reject(lastError);
        const onAbort = () => waiter.settle(signal?.reason as Error);
        const waiter = {
          settle: (error?: Error) => {
            waiting.delete(waiter);
            cancel();
            signal?.removeEventListener('abort', onAbort);
            if (error === undefined) resolve();
            else reject(error);
          },
        };
        const cancel = clock.after(timeoutMs, () =>
          waiter.settle(
            lastError ?? timeout(`the list of ${kind.plural} was not complete within ${timeoutMs / 1000} s`),
          ),
        );
        waiting.add(waiter);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    get size() {
      return store.rows.size;
    },
    get: (namespaceOf, name) => {
      used();
      return store.rows.get(rowKey(namespaceOf, name));
    },
    view: (query) => {
      used();
      return views.view(query);
    },
    labelled: (namespaceOf, labels) => {
      used();
      return views.labelled(namespaceOf, labels);
    },
    subscribe: (listener) => {
      used();
      const own = { ...listener };
      subscribers.add(own);
      return () => void subscribers.delete(own);
    },
    get lastUsed() {
      return lastUsed;
    },
    get watched() {
      return subscribers.size > 0 || views.watched;
    },
    stop: async () => {
      await reflector.stop();
      // Who still holds it must not take what it has forgotten for the truth.
      lastError = serviceUnavailable(`the cache of ${kind.plural} was stopped`);
      everSynced = false;
      setFreshness({ state: 'down', since: reflector.lastHeard, reason: lastError.message });
      views.close();
      store.clear();
    },
  };
};
