import { apiVersionOf, isNotFound, secretKind, type Kind } from '@binnacle/kube/api';
import type { Cancel, Clock } from '@binnacle/kube/clock';
import type { Change, ResourceCache, Row } from '@binnacle/kube/watch';
import type { CallContext, ClusterHandle } from '../operation.ts';
import { toCertificateFacts } from './certificates.ts';
import { createEngine, idOf, type Engine } from './engine.ts';
import { certificateFollowed, followed } from './followed.ts';
import { proxySyncKind, toProxyObject, type ProxySync, type ProxySyncReader } from './proxy-sync.ts';
import { rules } from './rules/index.ts';

/** A kind that findings cannot be made about, and why. */
export interface Unknown {
  kind: Kind;
  reason: string;
}

/** What is wrong in one cluster, kept up to date change by change while somebody asks. */
export interface HealthBook {
  readonly engine: Engine;
  /** Follows the kinds and checks what has changed since the last call. What cannot be read is named. */
  update(kinds: readonly Kind[], context: Pick<CallContext, 'signal'>): Promise<{ unknown: Unknown[]; at: number }>;
}

export interface HealthBooks {
  of(cluster: ClusterHandle): HealthBook;
}

/** Not asked for that long, a book is closed, in ms. */
const idleMs = 300_000;
const firstSyncLimit = 10_000;
/** Certificates are read by the hour's quarter: they change rarely, and Secrets are not followed. */
const certificatesEveryMs = 900_000;
const mostCertificates = 5_000;

export interface HealthBooksOptions {
  clock: Clock;
  /** The kind in the version that the cluster serves. Rejects when it serves none. */
  kindOf: (kind: Kind, cluster: ClusterHandle) => Promise<Kind>;
  proxies: ProxySyncReader;
}

export const createHealthBooks = (options: HealthBooksOptions): HealthBooks => {
  const books = new WeakMap<ClusterHandle, HealthBook>();
  return {
    of: (cluster) => {
      let book = books.get(cluster);
      if (book === undefined) books.set(cluster, (book = createBook(cluster, options)));
      return book;
    },
  };
};

interface Following {
  cache: ResourceCache;
  stop: () => void;
}

const createBook = (cluster: ClusterHandle, { clock, kindOf, proxies }: HealthBooksOptions): HealthBook => {
  let engine = createEngine({ followed, rules, clock });
  const following = new Map<string, Following>();
  let certificatesAt = -Infinity;
  let certificatesProblem: string | undefined;
  /** As they were told to the engine last. */
  let toldProxies: ReadonlyMap<string, ProxySync> = new Map();
  let lastUsed = clock.now();
  let cancelIdle: Cancel | undefined;

  /** Lets go of everything, so that caches that nobody uses can be stopped. */
  const close = () => {
    for (const { stop } of following.values()) stop();
    following.clear();
    certificatesAt = -Infinity;
    toldProxies = new Map();
    engine = createEngine({ followed, rules, clock });
    cancelIdle?.();
    cancelIdle = undefined;
  };
  cluster.closed.addEventListener('abort', close, { once: true });

  const closeWhenIdle = () => {
    cancelIdle ??= clock.after(idleMs, () => {
      cancelIdle = undefined;
      if (clock.now() - lastUsed >= idleMs) close();
      else closeWhenIdle();
    });
  };

  const put = (kind: Kind, row: Row) =>
    engine.put(kind, {
      namespace: row.namespace,
      name: row.name,
      labels: row.labels,
      object: () => JSON.parse(row.bytes.toString('utf8')) as ReturnType<typeof toCertificateFacts>,
    });

  const follow = async (kind: Kind, signal: AbortSignal): Promise<Following> => {
    const cache = cluster.cache(await kindOf(kind, cluster));
    const known = following.get(idOf(kind));
    // A cache that was stopped meanwhile has forgotten everything, and another one is there now.
    if (known?.cache === cache) return known;
    await cache.ready({ timeoutMs: firstSyncLimit, signal });
    const raced = following.get(idOf(kind));
    if (raced?.cache === cache) return raced;
    raced?.stop();
    const view = cache.view({});
    for (const subject of [...engine.subjects(kind)])
      if (cache.get(subject.namespace, subject.name) === undefined)
        engine.remove(kind, subject.namespace, subject.name);
    for (const row of view.page(0, view.total)) put(kind, row);
    const stop = cache.subscribe({
      change: ({ type, row }: Change) =>
        type === 'DELETED' ? engine.remove(kind, row.namespace, row.name) : put(kind, row),
    });
    const entry = { cache, stop };
    following.set(idOf(kind), entry);
    return entry;
  };

  const readCertificates = async (signal: AbortSignal): Promise<void> => {
    if (clock.now() - certificatesAt < certificatesEveryMs) {
      if (certificatesProblem !== undefined) throw new Error(certificatesProblem);
      return;
    }
    certificatesAt = clock.now();
    try {
      const { items } = await cluster.client.list(secretKind, {
        fieldSelector: 'type=kubernetes.io/tls',
        limit: mostCertificates,
        signal,
      });
      const facts = items.map(toCertificateFacts);
      const names = new Set(facts.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
      for (const { namespace, name } of [...engine.subjects(secretKind)])
        if (!names.has(`${namespace}/${name}`)) engine.remove(secretKind, namespace, name);
      for (const fact of facts) {
        const { namespace = '', name, labels = {} } = fact.metadata;
        engine.put(secretKind, { namespace, name, labels, object: () => fact });
      }
      certificatesProblem = undefined;
    } catch (error) {
      certificatesProblem = error instanceof Error ? error.message : String(error);
      throw error;
    }
  };

  /** Only what has changed is told: every Pod that looked at it is checked again. */
  const readProxies = async (): Promise<number> => {
    const reading = await proxies.read(cluster);
    if (reading.proxies === toldProxies) return reading.at;
    for (const [key, { namespace, name }] of toldProxies)
      if (!reading.proxies.has(key)) engine.remove(proxySyncKind, namespace, name);
    for (const [key, sync] of reading.proxies) {
      if (JSON.stringify(toldProxies.get(key)) === JSON.stringify(sync)) continue;
      const { namespace, name } = sync;
      engine.put(proxySyncKind, { namespace, name, labels: {}, object: () => toProxyObject(sync) });
    }
    toldProxies = reading.proxies;
    return reading.at;
  };

  return {
    get engine() {
      return engine;
    },
    update: async (kinds, { signal }) => {
      lastUsed = clock.now();
      closeWhenIdle();
      const unknown: Unknown[] = [];
      let at = clock.now();
      const learn = async (kind: Kind): Promise<void> => {
        try {
          if (idOf(kind) === idOf(certificateFollowed.kind)) await readCertificates(signal);
          else if (idOf(kind) === idOf(proxySyncKind)) await readProxies();
          else {
            const { cache } = await follow(kind, signal);
            const { state, since } = cache.freshness();
            at = Math.min(at, since);
            if (state === 'down') throw new Error(`cannot be read since ${new Date(since).toISOString()}`);
          }
          engine.know(kind, true);
        } catch (error) {
          signal.throwIfAborted();
          engine.know(kind, false);
          unknown.push({ kind, reason: reasonOf(kind, error) });
        }
      };
      await Promise.all(kinds.map(learn));
      await engine.settle();
      return { unknown, at };
    },
  };
};

const reasonOf = (kind: Kind, error: unknown): string =>
  isNotFound(error)
    ? `the cluster has no ${kind.plural} of ${apiVersionOf(kind)}`
    : error instanceof Error
      ? error.message
      : String(error);
