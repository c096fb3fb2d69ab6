import type { Kind, UnstructuredObject } from '@binnacle/kube/api';
import type { ClusterHandle } from '../operation.ts';

/** How far one proxy is with what its istiod has sent. */
export interface ProxySync {
  namespace: string;
  /** Of its Pod. */
  name: string;
  /** The Pod of the istiod that it is connected to. */
  istiod: string;
  /** What it has not acknowledged: kinds of configuration (`clusters`, `listeners`, `routes`, `endpoints`), since when (epoch ms). */
  behind: Readonly<Record<string, { sent: string; since: number }>>;
}

/** What all istiods of a cluster say of the proxies that are connected to them. */
export interface ProxySyncReading {
  /** Epoch ms. */
  at: number;
  /** By `namespace/name`. */
  proxies: ReadonlyMap<string, ProxySync>;
}

/** A port: how the proxies of a cluster are asked about. */
export interface ProxySyncReader {
  /** What was read last, no older than a minute. Rejects with the reason where istiod cannot be asked. */
  read(cluster: ClusterHandle): Promise<ProxySyncReading>;
}

/** What istiod says of a Pod's proxy, as rules find it; a kind of no API. */
export const proxySyncKind: Kind = {
  group: 'debug.istiod',
  version: 'v1',
  namespaced: true,
  plural: 'proxies',
  singular: 'proxy',
  kind: 'Proxy',
  shortNames: [],
  categories: [],
  capabilities: [],
  columns: [],
};

/** As an object of the engine. */
export const toProxyObject = (sync: ProxySync): UnstructuredObject => ({
  apiVersion: 'debug.istiod/v1',
  kind: proxySyncKind.kind,
  metadata: { namespace: sync.namespace, name: sync.name },
  sync,
});

export const syncOf = (object: UnstructuredObject): ProxySync => object['sync'] as ProxySync;
