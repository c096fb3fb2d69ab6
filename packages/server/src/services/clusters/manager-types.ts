import type { DiscoveryResult } from './discovery.ts';
import type { ClusterEntry } from './entry.ts';
import type { Probe } from './probe.ts';
import type { ClusterColour, ClusterIdentity, ClusterRecord, ClusterStatus, ClusterView } from './types.ts';

/** An id or a name. */
export type ClusterRef = string | number;

/** What may be said about a cluster, when it is registered and later. */
export interface ClusterFields {
  name: string;
  /** Text, not base64. */
  kubeconfig: string;
  /** Which context of the kubeconfig; the current one, or the only one, unless given. */
  context: string;
  description: string;
  isDefault: boolean;
  enabled: boolean;
  colour: ClusterColour;
  production: boolean;
  identity: ClusterIdentity;
  /** Empty: look for it. */
  prometheusUrl: string;
}
export type ClusterDraft = Pick<ClusterFields, 'name' | 'kubeconfig'> & Partial<ClusterFields>;
export type ClusterChanges = Partial<ClusterFields>;

/** A connection that was tried and works. */
export interface ConnectionTest extends Probe {
  name: string;
  server: string;
  /** Absent for one that is not registered. */
  id?: number;
  /** Epoch ms. */
  testedAt: number;
}

/** One context of a kubeconfig that somebody thinks of registering. */
export interface ContextView {
  name: string;
  isCurrent: boolean;
  server?: string;
  /** Which kind of credentials it has. */
  credentials?: string;
  /** A cluster of that name is registered. */
  isTaken: boolean;
  /** Why it cannot be used. */
  problem?: string;
}

/** Registers, changes and removes clusters while they run. What is saved is whole: nothing half done is kept. */
export interface ClusterManager {
  /** Throws BadRequest, AlreadyExists, ClusterUnreachable. */
  create(draft: ClusterDraft, signal: AbortSignal): Promise<ClusterView>;
  /** Throws as `create` does, and ClusterNotFound. */
  update(ref: ClusterRef, changes: ClusterChanges, signal: AbortSignal): Promise<ClusterView>;
  remove(ref: ClusterRef): Promise<ClusterRecord>;
  test(ref: ClusterRef, signal: AbortSignal): Promise<ConnectionTest>;
  /** Tries a connection that is not registered. */
  tryOut(draft: Pick<ClusterDraft, 'kubeconfig' | 'context'>, signal: AbortSignal): Promise<ConnectionTest>;
  inspect(kubeconfig: string): ContextView[];
  /** Starts a search for Prometheus. Throws Conflict while one runs. */
  rediscover(ref: ClusterRef): { view: ClusterView; /** Epoch ms. */ startedAt: number };
  /** The credentials themselves, for an administrator. */
  kubeconfigOf(ref: ClusterRef): Promise<string>;
  /** For the registry: called after each health check and each search. */
  onCheck(entry: ClusterEntry, status: ClusterStatus): void;
  onDiscovered(entry: ClusterEntry, result: DiscoveryResult): void;
  /** Waits for what is being saved. */
  close(): Promise<void>;
}
