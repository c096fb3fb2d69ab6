import type { ResourceRef } from '@binnacle/kube/api';
import type { ClusterTarget, KubeClient } from '@binnacle/kube/client';
import type { Clock, Rng } from '@binnacle/kube/clock';
import type { CachePool } from '@binnacle/kube/watch';
import { clusterNotFound, clusterUnreachable } from '../errors.ts';
import type { ClusterHandle } from '../operation.ts';
import { createHealthCheck } from './health.ts';
import type { HealthCheck } from './health.ts';
import type { ClusterRecord, ClusterRegistry, ClusterView } from './types.ts';

export interface ClusterRegistryOptions {
  records: readonly ClusterRecord[];
  createClient: (target: ClusterTarget) => KubeClient;
  createCaches: (client: KubeClient) => CachePool;
  clock: Clock;
  rng: Rng;
}

interface Connection {
  handle: ClusterHandle;
  client: KubeClient;
  caches: CachePool;
}

/** Clients and caches are made on first use, and live until `close`. */
export const createClusterRegistry = (options: ClusterRegistryOptions): ClusterRegistry => {
  const entries = options.records.map((record) => createEntry(record, options));

  const find = (ref: string | number | undefined) => {
    const found =
      ref === undefined
        ? (entries.find(({ record }) => record.isDefault) ?? entries[0])
        : (entries.find(({ record }) => record.name === ref) ??
          entries.find(({ record }) => String(record.id) === String(ref)));
    if (found === undefined) throw clusterNotFound(ref);
    return found;
  };

  return {
    list: () => entries.map((entry) => entry.view()),
    view: (ref) => find(ref).view(),
    resolve: (ref) => find(ref).connect().handle,
    runningCaches: () =>
      entries.flatMap(({ record, running }) => running().map((entry) => ({ cluster: record.name, ...entry }))),
    start: () => entries.forEach((entry) => entry.health.start()),
    close: async () => {
      await Promise.all(entries.map((entry) => entry.close()));
    },
  };
};

interface Entry {
  record: ClusterRecord;
  health: HealthCheck;
  connect(): Connection;
  view(): ClusterView;
  running(): CachePool['running'];
  close(): Promise<void>;
}

const createEntry = (record: ClusterRecord, options: ClusterRegistryOptions): Entry => {
  let connection: Connection | undefined;

  const createClient = (): KubeClient => {
    try {
      return options.createClient(record.target);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw clusterUnreachable(`cluster "${record.name}" cannot be used: ${why}`, error);
    }
  };

  const connect = (): Connection => {
    if (connection !== undefined) return connection;
    const client = createClient();
    const caches = options.createCaches(client);
    const handle: ClusterHandle = {
      id: record.id,
      name: record.name,
      client,
      cache: (kind) => caches.get(kind),
      runningCache: (kind) => caches.running.find((running) => isSame(running.kind, kind))?.cache,
    };
    connection = { handle, client, caches };
    return connection;
  };

  const health = createHealthCheck({
    name: record.name,
    version: (signal) => connect().client.version(signal),
    clock: options.clock,
    rng: options.rng.fork(record.name),
  });

  return {
    record,
    health,
    connect,
    view: () => ({ record, status: health.status() }),
    running: () => connection?.caches.running ?? [],
    close: async () => {
      health.stop();
      if (connection === undefined) return;
      await connection.caches.close();
      await connection.client.close();
    },
  };
};

const isSame = (a: ResourceRef, b: ResourceRef): boolean =>
  a.group === b.group && a.version === b.version && a.plural === b.plural;
