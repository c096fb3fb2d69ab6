import type { Kind } from '@binnacle/kube/api';
import type { ClusterTarget } from '@binnacle/kube/client';
import type { ResourceCache } from '@binnacle/kube/watch';
import type { ClusterHandle } from '../operation.ts';

export interface ClusterRecord {
  id: number;
  name: string;
  description: string;
  source: 'kubeconfig' | 'in-cluster' | 'simulated';
  isDefault: boolean;
  target: ClusterTarget;
}

export interface ClusterStatus {
  state: 'connecting' | 'connected' | 'unreachable';
  reason?: string;
  version?: string;
  /** Epoch ms. */
  lastConnectedAt?: number;
}

/** All clusters Binnacle knows. An unreachable one is listed, shown as such and retried with back-off and jitter. */
export interface ClusterRegistry {
  list(): readonly ClusterView[];
  /** One of `list()`, by id or name; the default one when undefined. Throws ClusterNotFound (404). */
  view(ref: string | number | undefined): ClusterView;
  /** By name or id (a name that looks like an id wins); the default one when undefined. Throws ClusterNotFound (404). */
  resolve(ref: string | number | undefined): ClusterHandle;
  /** Every watch cache that runs; asking starts none. */
  runningCaches(): readonly { cluster: string; kind: Kind; cache: ResourceCache }[];
  /** Starts health checks. */
  start(): void;
  close(): Promise<void>;
}

// Operations of this domain: clusters.list {} → ClusterView[]; clusters.get {} (cluster scope) → ClusterView
export type ClusterView = { record: ClusterRecord; status: ClusterStatus };
