import type { Clock } from '@binnacle/kube/clock';
import { clusterNotFound } from '../errors.ts';
import { createEntry, type ClusterEntry, type EntryServices, type KnownCluster } from './entry.ts';
import type { ClusterRegistry, ClusterView } from './types.ts';

export interface ClusterRegistryOptions extends EntryServices {
  clusters: readonly KnownCluster[];
  clock: Clock;
}

/** The registry as its manager sees it: clusters come, change and go while it runs. */
export interface ManagedRegistry extends ClusterRegistry {
  /** Throws ClusterNotFound. */
  find(ref: string | number | undefined): ClusterEntry;
  /** The one that is used where none is named; undefined when there is none. */
  defaultEntry(): ClusterEntry | undefined;
  /** Adds a cluster, or puts it in the place of the one with its id, whose connections end. Starts it once started. */
  put(known: KnownCluster): ClusterEntry;
  /** Forgets a cluster; its connections end. */
  drop(id: number): Promise<void>;
}

/** Milliseconds between the first checks of two clusters, so that many handshakes do not come at once. */
const firstCheckDistance = 50;

/** Clients and caches are made on first use, and live until the cluster changes or goes. */
export const createClusterRegistry = (options: ClusterRegistryOptions): ManagedRegistry => {
  const entries = new Map<number, ClusterEntry>();
  /** Closing ones: `close` waits for them. */
  const leaving = new Set<Promise<void>>();
  let started = false;

  /** New ones have the largest ids and come last; one that changes keeps its place. */
  const ordered = () => [...entries.values()];

  const defaultEntry = (): ClusterEntry | undefined => {
    const all = ordered();
    return (
      all.find(({ record }) => record.isDefault) ??
      all.find(({ record, preferred }) => record.enabled && preferred) ??
      all.find(({ record }) => record.enabled) ??
      all[0]
    );
  };

  const find = (ref: string | number | undefined): ClusterEntry => {
    if (ref === undefined) {
      const found = defaultEntry();
      if (found === undefined) throw clusterNotFound(ref);
      return found;
    }
    const named = typeof ref === 'string' ? ordered().find(({ record }) => record.name === ref) : undefined;
    const found = named ?? (/^\d{1,15}$/.test(String(ref)) ? entries.get(Number(ref)) : undefined);
    if (found === undefined) throw clusterNotFound(ref);
    return found;
  };

  const viewOf = (entry: ClusterEntry, isDefault: boolean): ClusterView => {
    const view = entry.view();
    return view.record.isDefault === isDefault ? view : { ...view, record: { ...view.record, isDefault } };
  };

  const leave = (entry: ClusterEntry): Promise<void> => {
    const closing = entry.close().finally(() => leaving.delete(closing));
    leaving.add(closing);
    return closing;
  };

  const put = (known: KnownCluster): ClusterEntry => {
    const previous = entries.get(known.record.id);
    if (previous !== undefined) leave(previous).catch(() => undefined);
    const entry = createEntry(known, options);
    entries.set(known.record.id, entry);
    if (started) entry.start();
    return entry;
  };

  for (const known of [...options.clusters].sort((a, b) => a.record.id - b.record.id)) put(known);

  return {
    list: () => {
      const chosen = defaultEntry();
      return ordered().map((entry) => viewOf(entry, entry === chosen));
    },
    view: (ref) => {
      const entry = find(ref);
      return viewOf(entry, entry === defaultEntry());
    },
    resolve: (ref) => find(ref).connect().handle,
    resolveFor: (ref, caller) => find(ref).handleFor(caller),
    tryToken: (ref, token, signal) => find(ref).tryToken(token, signal),
    runningCaches: () =>
      ordered().flatMap(({ record, running }) => running().map((cache) => ({ cluster: record.name, ...cache }))),
    find,
    defaultEntry,
    put,
    drop: async (id) => {
      const entry = entries.get(id);
      if (entry === undefined) return;
      entries.delete(id);
      await leave(entry);
    },
    start: () => {
      started = true;
      ordered().forEach((entry, index) => entry.start(index * firstCheckDistance));
    },
    close: async () => {
      for (const entry of entries.values()) leave(entry).catch(() => undefined);
      await Promise.all(leaving);
    },
  };
};
