import type { Kind } from '../api/index.ts';
import type { KubeClient } from '../client/index.ts';
import { createRng, createSystemClock } from '../clock/index.ts';
import type { Cancel, Clock, Rng } from '../clock/index.ts';
import { createPageMemo } from './page-memo.ts';
import { createReconnectGate } from './reconnect-gate.ts';
import { createResourceCache, defaultCacheSettings } from './resource-cache.ts';
import type { CacheSettings, OwnedCache } from './resource-cache.ts';
import type { ResourceCache } from './types.ts';

/** The caches of one cluster. */
export interface CachePool {
  /**
   * The kind's cache, started on first need. Ask again for each use rather than keeping it: one that nobody has asked for
   * or listened to for a while is stopped, and what it held is forgotten.
   */
  get(kind: Kind): ResourceCache;
  /** Stops the kind's cache now. */
  release(kind: Kind): Promise<void>;
  /** The caches that run. */
  readonly running: readonly { kind: Kind; cache: ResourceCache }[];
  close(): Promise<void>;
}

export interface PoolOptions {
  client: KubeClient;
  clock?: Clock;
  rng?: Rng;
  /** A cache unused for this long is stopped, in ms; ten minutes unless given. */
  idleMs?: number;
  settings?: Partial<CacheSettings>;
}

const idOf = ({ group, version, plural }: Kind): string => `${group}/${version}/${plural}`;

export const createCachePool = (options: PoolOptions): CachePool => {
  const { client, idleMs = 600_000 } = options;
  const settings = { ...defaultCacheSettings, ...options.settings };
  const clock = options.clock ?? createSystemClock();
  const rng = options.rng ?? createRng(clock.now());
  const gate = createReconnectGate({ clock, rng, backoff: settings.backoff });
  const memo = createPageMemo();
  const caches = new Map<string, { kind: Kind; cache: OwnedCache }>();
  let sweep: Cancel | undefined;
  let closed = false;

  const stop = async (id: string): Promise<void> => {
    const entry = caches.get(id);
    caches.delete(id);
    await entry?.cache.stop();
  };

  const sweepLater = () => {
    sweep ??= clock.after(idleMs / 4, () => {
      sweep = undefined;
      const limit = clock.now() - idleMs;
      for (const [id, { cache }] of caches) if (!cache.watched && cache.lastUsed <= limit) void stop(id);
      if (caches.size > 0) sweepLater();
    });
  };

  return {
    get: (kind) => {
      if (closed) throw new Error('the cache pool is closed');
      const id = idOf(kind);
      let entry = caches.get(id);
      if (entry === undefined) {
        const cache = createResourceCache({ client, kind, clock, rng: rng.fork(id), gate, memo, settings });
        entry = { kind, cache };
        caches.set(id, entry);
        sweepLater();
      }
      return entry.cache;
    },
    release: (kind) => stop(idOf(kind)),
    get running() {
      return [...caches.values()];
    },
    close: async () => {
      closed = true;
      sweep?.();
      await Promise.all([...caches.keys()].map(stop));
    },
  };
};
