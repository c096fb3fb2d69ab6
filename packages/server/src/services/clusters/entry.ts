import { setMaxListeners } from 'node:events';
import type { Kind, ResourceRef } from '@binnacle/kube/api';
import type { ClusterTarget, KubeClient } from '@binnacle/kube/client';
import type { Clock, Rng } from '@binnacle/kube/clock';
import type { CachePool } from '@binnacle/kube/watch';
import { clusterUnreachable } from '../errors.ts';
import type { Caller, ClusterHandle } from '../operation.ts';
import { createDiscovery, type Discovery, type DiscoveryResult } from './discovery.ts';
import { createHealthCheck, type HealthCheck } from './health.ts';
import { createPeople } from './identity/people.ts';
import type { TokenBook } from './identity/token-book.ts';
import type { Observed, PrometheusFinder } from './ports.ts';
import { probe } from './probe.ts';
import type { ClusterRecord, ClusterStatus, ClusterView, Reach } from './types.ts';

/** What a cluster at work needs from outside. */
export interface EntryServices {
  createClient: (target: ClusterTarget) => KubeClient;
  createCaches: (client: KubeClient) => CachePool;
  finder: PrometheusFinder;
  tokens: Pick<TokenBook, 'find'>;
  clock: Clock;
  rng: Rng;
  /** Called after each health check. */
  onCheck?: (entry: ClusterEntry, status: ClusterStatus) => void;
  onDiscovered?: (entry: ClusterEntry, result: DiscoveryResult) => void;
}

/** A cluster as the registry is given it. */
export interface KnownCluster {
  record: ClusterRecord;
  reach: Reach;
  /** The one to use where no administrator chose: the current context of a kubeconfig. */
  preferred?: boolean;
  observed?: Observed;
  discovery?: DiscoveryResult | undefined;
  /** See ClusterSource. */
  comesUp?: Promise<void> | undefined;
}

/** One cluster at work: its client and caches, made on first use, its health check and its discovery. */
export interface ClusterEntry {
  /** As it is now; replaced, never changed. */
  record: ClusterRecord;
  readonly reach: Reach;
  readonly preferred: boolean;
  readonly health: HealthCheck;
  readonly discovery: Discovery;
  /** Throws ClusterUnreachable for a cluster that is disabled or cannot be used. */
  connect(): Connection;
  /** In the name that the record asks for. Throws as `connect` does, and Unauthorized or Forbidden. */
  handleFor(caller: Caller): ClusterHandle;
  /** Rejects with Unauthorized for a token that the cluster refuses. */
  tryToken(token: string, signal: AbortSignal): Promise<void>;
  /** `isDefault` stays as the record has it. */
  view(): ClusterView;
  running(): CachePool['running'];
  /** Starts health checks, unless disabled. */
  start(delayMs?: number): void;
  /** Ends checks, discovery, caches, streams and connections. */
  close(): Promise<void>;
}

interface Connection {
  handle: ClusterHandle;
  client: KubeClient;
  caches: CachePool;
}

export const createEntry = (known: KnownCluster, services: EntryServices): ClusterEntry => {
  const { clock } = services;
  const { reach } = known;
  const closing = new AbortController();
  // Every open stream listens to it.
  setMaxListeners(0, closing.signal);
  let connection: Connection | undefined;

  const createClient = (): KubeClient => {
    const { name, enabled } = entry.record;
    if (!enabled) throw clusterUnreachable(`cluster "${name}" is disabled`);
    try {
      if (reach instanceof Error) throw reach;
      return services.createClient({ ...reach, name });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw clusterUnreachable(`cluster "${name}" cannot be used: ${why}`, error);
    }
  };

  const connect = (): Connection => {
    if (connection !== undefined) return connection;
    const client = createClient();
    const caches = services.createCaches(client);
    const handle: ClusterHandle = {
      id: entry.record.id,
      name: entry.record.name,
      client,
      closed: closing.signal,
      cache: (kind) => caches.get(kind),
      runningCache: (kind) => caches.running.find((running) => isSame(running.kind, kind))?.cache,
    };
    connection = { handle, client, caches };
    return connection;
  };

  const target = (): ClusterTarget => {
    if (reach instanceof Error) throw reach;
    return { ...reach, name: entry.record.name };
  };

  const people = createPeople({
    record: () => entry.record,
    shared: () => connect().handle,
    target,
    createClient: services.createClient,
    tokens: services.tokens,
    clock,
  });

  /** What a cache that is up to date has counted already. */
  const countCached = (kind: Kind): number | undefined => {
    const cache = connection?.handle.runningCache(kind);
    return cache?.freshness().state === 'synced' ? cache.size : undefined;
  };

  const entry: ClusterEntry = {
    record: known.record,
    reach,
    preferred: known.preferred ?? false,
    health: createHealthCheck({
      name: known.record.name,
      probe: (signal, counts) =>
        probe(connect().client, { signal, count: counts ? ['nodes', 'pods'] : [], known: countCached }),
      clock,
      rng: services.rng.fork(`health ${known.record.id}`),
      ...(known.observed === undefined ? {} : { known: known.observed }),
      onCheck: (status) => services.onCheck?.(entry, status),
    }),
    discovery: createDiscovery({
      finder: services.finder,
      clock,
      name: known.record.name,
      inCluster: known.record.source === 'in-cluster',
      last: known.discovery,
      onEnd: (result) => services.onDiscovered?.(entry, result),
    }),
    connect,
    handleFor: people.handleFor,
    tryToken: async (token, signal) => {
      const { impersonate: _as, ...own } = target();
      const client = services.createClient({ ...own, credentials: { type: 'token', token } });
      const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
      try {
        const { bytes } = await client.request({ method: 'POST', path, body: review, signal });
        await bytes();
      } finally {
        await client.close();
      }
    },
    view: () => ({ record: entry.record, status: statusOf(entry), discovery: entry.discovery.status() }),
    running: () => connection?.caches.running ?? [],
    start: (delayMs) => {
      const check = () => {
        if (entry.record.enabled && !closing.signal.aborted) entry.health.start(delayMs);
      };
      if (known.comesUp === undefined) check();
      else void known.comesUp.then(check);
    },
    close: async () => {
      entry.health.stop();
      entry.discovery.stop();
      closing.abort(clusterUnreachable(`cluster "${entry.record.name}" was disconnected: its settings have changed`));
      await people.close();
      if (connection === undefined) return;
      await connection.caches.close();
      await connection.client.close();
    },
  };
  return entry;
};

const statusOf = ({ record, health }: ClusterEntry): ClusterStatus => {
  const status = health.status();
  if (record.enabled) return status;
  const { reason: _reason, ...known } = status;
  return { ...known, state: 'disabled', health: 'unknown' };
};

const isSame = (a: ResourceRef, b: ResourceRef): boolean =>
  a.group === b.group && a.version === b.version && a.plural === b.plural;
