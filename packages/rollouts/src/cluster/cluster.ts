/** The door to one API server: objects by watch, own writes at once, changes told to those who have read. */
import {
  configMapKind,
  conflict,
  fromLabels,
  isNotFound,
  isServiceUnavailable,
  isTooManyRequests,
} from '@binnacle/kube/api';
import type { Kind, KubeObject, UnstructuredObject } from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { sleep } from '@binnacle/kube/clock';
import type { Clock, Rng } from '@binnacle/kube/clock';
import { createReconnectGate, createResourceCache, defaultCacheSettings } from '@binnacle/kube/watch';
import type { Change, OwnedCache, Row } from '@binnacle/kube/watch';
import { createDependencies } from './dependencies.ts';
import { createOwnWrites } from './own-writes.ts';
import type { OwnWrites } from './own-writes.ts';
import { createScripts } from '../lua/index.ts';
import { configuration } from '../api/index.ts';
import { createParsedRows } from './parsed-rows.ts';
import type { Reader } from './reader.ts';
import { createServedKinds } from './served-kinds.ts';
import type { Write } from './write.ts';

export interface ClusterOptions {
  client: KubeClient;
  clock: Clock;
  rng: Rng;
  /** All namespaces when absent. */
  namespace?: string;
  /** Told the keys of passes that have read what changed. */
  onChange: (key: string) => void;
}

export interface Cluster {
  /** Watches a kind and resolves when its objects are known. A kind that is not served has none until it is. */
  follow(kind: Kind): Promise<void>;
  /** Told of every object of a followed kind, those there are first. */
  each(kind: Kind, listener: (row: Row) => void): void;
  /** How many objects of a followed kind show each value of a column. */
  count(kind: Kind, column: string): ReadonlyMap<string, number>;
  /** Reads without being told of changes. */
  peek<T>(read: (reader: Reader) => T): Promise<T>;
  /** Reads for one pass, again after following a kind that it turns out to need. `read` must be pure. */
  read<T>(key: string, read: (reader: Reader) => T): Promise<T>;
  forget(key: string): void;
  /** Asks the server for one object; true when it is another than was known here, from when on it is. */
  refresh(kind: Kind, key: { namespace: string; name: string }): Promise<boolean>;
  apply(write: Write): Promise<void>;
  /** Replaces the status of the object as it was read; Conflict when somebody else was faster, also to take it away. */
  writeStatus(kind: Kind, object: KubeObject & { status?: unknown }): Promise<void>;
  close(): Promise<void>;
}

/** A read lacks something that takes time to get: it is made again afterwards. */
class NotYet extends Error {
  readonly get: () => Promise<unknown>;
  constructor(what: string, get: () => Promise<unknown>) {
    super(`${what} is not known yet`);
    this.get = get;
  }
}

interface Followed {
  cache: OwnedCache;
  own: OwnWrites;
  ready: Promise<void>;
  /** Its objects are known: before that an absent one says nothing. */
  known: boolean;
}

const everything = 1_000_000;
const readyAgainMs = 500;
const readyTries = 60;
const fieldManager = 'binnacle-rollouts';

export const createCluster = (options: ClusterOptions): Cluster => {
  const { client, clock, rng, namespace, onChange } = options;
  const gate = createReconnectGate({ clock, rng, backoff: defaultCacheSettings.backoff });
  const dependencies = createDependencies();
  const served = createServedKinds(client, clock);
  const scripts = createScripts(clock);
  const parsed = createParsedRows();
  /** Of ConfigMaps only the controller's own is of interest, wherever its Rollouts are. */
  const placeOf = (kind: Kind) => (kind === configMapKind ? configuration.namespace : namespace);
  const followed = new Map<string, Followed>();
  const idOf = ({ group, version, plural }: Kind) => `${group}/${version}/${plural}`;

  const changed = (kind: Kind, own: OwnWrites, { type, row, previous }: Change) => {
    own.shown({ ...row, gone: type === 'DELETED' });
    if (previous !== undefined) parsed.forget(previous);
    if (type === 'DELETED') parsed.forget(row);
    const labels = previous === undefined ? [row.labels] : [row.labels, previous.labels];
    for (const key of dependencies.of({ kind, namespace: row.namespace, name: row.name, labels })) onChange(key);
  };

  const start = (kind: Kind): Followed => {
    const place = placeOf(kind);
    const cache = createResourceCache({
      client,
      kind,
      clock,
      rng: rng.fork(idOf(kind)),
      gate,
      ...(place === undefined || !kind.namespaced ? {} : { namespace: place }),
    });
    const rowAt = (key: string) => cache.get(...(key.split('/') as [string, string]));
    const own = createOwnWrites(rowAt);
    cache.subscribe({ change: (change) => changed(kind, own, change) });
    const entry: Followed = { cache, own, ready: Promise.resolve(), known: false };
    entry.ready = known(cache)
      .catch((error: unknown) => {
        if (isNotFound(error)) return;
        followed.delete(idOf(kind));
        void cache.stop();
        throw error;
      })
      .then(() => void (entry.known = true));
    return entry;
  };

  /** A server that is starting, or busy with a new definition, says so and is asked again. */
  const known = async (cache: OwnedCache): Promise<void> => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await cache.ready();
      } catch (error) {
        const passes = isTooManyRequests(error) || isServiceUnavailable(error);
        if (!passes || tries === readyTries) throw error;
        await sleep(clock, readyAgainMs);
      }
    }
  };

  const find = (kind: Kind): Followed | undefined => followed.get(idOf(kind));
  const need = (kind: Kind): Followed => {
    const found = find(kind);
    if (found?.known !== true) throw new NotYet(kind.plural, () => follow(kind));
    return found;
  };
  const follow = (kind: Kind): Promise<void> => {
    let entry = find(kind);
    if (entry === undefined) followed.set(idOf(kind), (entry = start(kind)));
    return entry.ready;
  };

  const get = <T extends KubeObject>(kind: Kind, ns: string, name: string): T | undefined => {
    const { cache, own } = need(kind);
    const mine = own.get(`${ns}/${name}`);
    if (mine !== undefined) return mine.object as T | undefined;
    const row = cache.get(ns, name);
    return row === undefined ? undefined : parsed.read<T>(kind, row);
  };

  const list = <T extends KubeObject>(
    kind: Kind,
    ns: string,
    labels: Readonly<Record<string, string>>,
  ): readonly T[] => {
    const { cache, own } = need(kind);
    const matcher = fromLabels(labels);
    const rows = cache.labelled(ns, labels).filter(({ key }) => own.get(key) === undefined);
    const mine = [...own.entries()].flatMap(([, { object }]) => (object === undefined ? [] : [object as T]));
    return [
      ...rows.map((row) => parsed.read<T>(kind, row)),
      ...mine.filter(({ metadata }) => metadata.namespace === ns && matcher.matches(metadata.labels ?? {})),
    ];
  };

  /** Its answer is of the Scale: the object as it is known here has that size in that version. */
  const scale = async (write: Write & { type: 'scale' }): Promise<void> => {
    const { kind, namespace: ns, name, replicas } = write;
    const metadata = { namespace: ns, name, resourceVersion: write.resourceVersion };
    const body = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata, spec: { replicas } };
    const answer = await client.update<KubeObject>(kind, body, { subresource: 'scale', fieldManager });
    const known = find(kind) && get<UnstructuredObject>(kind, ns, name);
    // One that is newer here has this size already, or what came after it.
    if (known === undefined || known.metadata.resourceVersion !== write.resourceVersion) return;
    const { resourceVersion = '' } = answer.metadata;
    const spec = { ...(known.spec as object | undefined), replicas };
    find(kind)?.own.wrote({ ...known, metadata: { ...known.metadata, resourceVersion }, spec } as UnstructuredObject);
  };

  const apply = async (write: Write): Promise<void> => {
    const { kind } = write;
    const own = find(kind)?.own;
    if (write.type === 'create') return void own?.wrote(await client.create(kind, write.object, { fieldManager }));
    const key = { namespace: write.namespace, name: write.name };
    if (write.type === 'patch')
      return void own?.wrote(await client.patch(kind, key, { type: 'merge', body: write.patch, fieldManager }));
    if (write.type === 'scale') return scale(write);
    try {
      const uid =
        own === undefined ? undefined : get<UnstructuredObject>(kind, write.namespace, write.name)?.metadata.uid;
      const answer = await client.delete(kind, key, {
        propagationPolicy: 'Background',
        ...(uid === undefined ? {} : { preconditions: { uid } }),
      });
      if (answer.metadata.deletionTimestamp !== undefined && answer.metadata.finalizers?.length) own?.wrote(answer);
      else if (uid !== undefined) own?.deleted({ ...key, uid });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  };

  const kindOf: Reader['kindOf'] = (apiVersion, kind) => {
    const answer = served.known(apiVersion, kind);
    if (answer === 'unknown') throw new NotYet(kind, () => served.learn(apiVersion));
    return answer;
  };

  const script: Reader['script'] = (call) => {
    const answer = scripts.known(call);
    if (answer === undefined) throw new NotYet("a script's answer", () => scripts.run(call));
    return answer;
  };

  const gettingNeeds = async <T>(read: () => T): Promise<T> => {
    for (;;) {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof NotYet)) throw error;
        await error.get();
      }
    }
  };

  return {
    follow,
    each: (kind, listener) => {
      const { cache } = need(kind);
      cache.subscribe({ change: ({ row }) => listener(row) });
      for (const row of cache.view({}).page(0, everything)) listener(row);
    },
    count: (kind, column) => {
      const counts = new Map<string, number>();
      const index = kind.columns.findIndex(({ name }) => name === column);
      for (const { cells } of find(kind)?.cache.view({}).page(0, everything) ?? []) {
        const value = String(cells[index] ?? '');
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return counts;
    },
    peek: (read) => gettingNeeds(() => read({ get, list, kindOf, script })),
    read: (key, read) =>
      gettingNeeds(() => {
        const pass = dependencies.begin(key);
        try {
          return read({
            get: (kind, ns, name) => {
              pass.got(kind, `${ns}/${name}`);
              return get(kind, ns, name);
            },
            list: (kind, ns, labels) => {
              pass.listed(kind, ns, labels);
              return list(kind, ns, labels);
            },
            kindOf,
            script,
          });
        } finally {
          pass.end();
        }
      }),
    forget: dependencies.forget,
    refresh: async (kind, key) => {
      const found = await client.get(kind, key).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
      const known = get(kind, key.namespace, key.name);
      if (found === undefined || found.metadata.resourceVersion === known?.metadata.resourceVersion) return false;
      find(kind)?.own.wrote(found);
      return true;
    },
    apply,
    writeStatus: async (kind, object) => {
      try {
        find(kind)?.own.wrote(await client.update(kind, object, { subresource: 'status', fieldManager }));
      } catch (error) {
        if (!isNotFound(error)) throw error;
        throw conflict(kind, object.metadata.name, 'it is gone');
      }
    },
    close: async () => {
      await Promise.all([scripts.close(), ...[...followed.values()].map(({ cache }) => cache.stop())]);
    },
  };
};
