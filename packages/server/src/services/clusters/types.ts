import type { Kind } from '@binnacle/kube/api';
import type { ClusterTarget } from '@binnacle/kube/client';
import type { ResourceCache } from '@binnacle/kube/watch';
import type { Caller, ClusterHandle } from '../operation.ts';
import type { DiscoveryStatus } from './discovery.ts';

/** Where a cluster's credentials come from. Only those of a registered one are in the store. */
export type ClusterOrigin = 'registered' | 'kubeconfig' | 'in-cluster' | 'simulated';

/** What a cluster can be marked with, so that it is told apart at a glance; empty for none. */
export const clusterColours = [
  '',
  'gray',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'violet',
  'pink',
] as const;
export type ClusterColour = (typeof clusterColours)[number];

/**
 * In whose name calls to a cluster are made: its own account's, with our rules alone; the caller's, told to the cluster by
 * impersonation; or the caller's by a token that they gave. Our rules hold in each.
 */
export const clusterIdentities = ['shared', 'impersonate', 'own'] as const;
export type ClusterIdentity = (typeof clusterIdentities)[number];

/** What is known of a cluster beside its credentials. */
export interface ClusterRecord {
  id: number;
  name: string;
  description: string;
  source: ClusterOrigin;
  /** The API server's address. */
  server: string;
  /** An administrator chose it; among clusters where nobody chose, the registry picks one. */
  isDefault: boolean;
  /** A disabled one is listed and not connected to. */
  enabled: boolean;
  colour: ClusterColour;
  /** Dangerous actions ask for the name first. */
  production: boolean;
  identity: ClusterIdentity;
  /** Empty when none is known. */
  prometheusUrl: string;
  /** `manual`: an administrator's word, which discovery leaves alone. */
  prometheusSource: 'none' | 'manual' | 'discovered';
  /** Epoch ms. */
  createdAt: number;
  updatedAt: number;
}

/** What must be known to connect, or why it is not. */
export type Reach = ClusterTarget | Error;

/** Contract 003's words, and its order of badness. `unknown` until checked, and while disabled. */
export type ClusterHealth = 'unknown' | 'healthy' | 'warning' | 'error' | 'unavailable';

/** What the last checks found. */
export interface ClusterStatus {
  state: 'connecting' | 'connected' | 'unreachable' | 'disabled';
  health: ClusterHealth;
  /** Why it is not healthy. */
  reason?: string;
  version?: string;
  /** Epoch ms. */
  lastConnectedAt?: number;
  /** Absent until counted, and where they may not be listed. */
  nodeCount?: number;
  podCount?: number;
}

/** All clusters Binnacle knows. An unreachable one is listed, shown as such and retried with back-off and jitter. */
export interface ClusterRegistry {
  /** In the order of their ids. */
  list(): readonly ClusterView[];
  /** One of `list()`, by id or name; the default one when undefined. Throws ClusterNotFound (404). */
  view(ref: string | number | undefined): ClusterView;
  /**
   * By name or id (a name that looks like an id wins); the default one when undefined. Throws ClusterNotFound (404), and
   * ClusterUnreachable (503) for one that is disabled or whose credentials cannot be used.
   */
  resolve(ref: string | number | undefined): ClusterHandle;
  /** The same in the name that the cluster's record asks for. Throws as `resolve` does, and Unauthorized or Forbidden. */
  resolveFor(ref: string | number | undefined, caller: Caller): ClusterHandle;
  /** Asks the cluster with a token that somebody gave. Rejects with Unauthorized when it refuses the token. */
  tryToken(ref: string | number, token: string, signal: AbortSignal): Promise<void>;
  /** Every watch cache that runs; asking starts none. */
  runningCaches(): readonly { cluster: string; kind: Kind; cache: ResourceCache }[];
  /** Starts health checks. */
  start(): void;
  close(): Promise<void>;
}

/** A cluster as it is now. `record.isDefault` is true for exactly one. */
export interface ClusterView {
  record: ClusterRecord;
  status: ClusterStatus;
  discovery: DiscoveryStatus;
}
