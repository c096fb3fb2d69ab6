import type { KubeClient } from '@binnacle/kube/client';
import type { ClusterRecord, ClusterStatus } from './types.ts';
import type { DiscoveryResult } from './discovery.ts';

/** What checks found, as it is kept over a restart. */
export type Observed = Pick<ClusterStatus, 'version' | 'lastConnectedAt' | 'nodeCount' | 'podCount'>;

/** A cluster as the store has it. */
export interface StoredCluster extends ClusterRecord {
  /** `kubeconfig:<context>`, `in-cluster:in-cluster`, `simulated:<name>`: how it is found again at the next start. */
  origin?: string;
  observed: Observed;
  /** The last discovery that ended. */
  discovery?: DiscoveryResult;
  /** Epoch ms; the record stays, so that the audit can name it. */
  deletedAt?: number;
}

/** A cluster with the kubeconfig that registers it, which is sealed at rest and shown on request only. */
export type NewCluster = Omit<StoredCluster, 'id'> & { kubeconfig?: string };

/** Port: where clusters are kept. A record that becomes the default takes the mark from any other. */
export interface ClusterRepository {
  /** All, the deleted ones included, by id. */
  list(): Promise<StoredCluster[]>;
  /** Undefined for a cluster that was found at start. Throws when it cannot be opened. */
  kubeconfig(id: number): Promise<string | undefined>;
  /** Returns the new id. Throws AlreadyExists when another process took the name. */
  insert(cluster: NewCluster): Promise<number>;
  /** Replaces the fields given. Throws as `insert` does. */
  update(id: number, changes: Partial<NewCluster>): Promise<void>;
}

export interface FinderRequest {
  client: KubeClient;
  signal: AbortSignal;
  /** Binnacle runs in that cluster: names of its Services lead there. */
  inCluster: boolean;
  /** Called with a sentence for each step, and with each candidate that was tried. */
  onStep: (step: string) => void;
}

/** A Prometheus that answered. */
export interface FoundPrometheus {
  /** How it is called inside the cluster: `http://name.namespace.svc.cluster.local:port[/prefix]`. */
  url: string;
  /** How it was reached. */
  via: 'service-proxy' | 'direct';
  /** Of Prometheus; absent where it does not tell. */
  version?: string;
}

/** Port: looks for a Prometheus in a cluster. Undefined when there is none to be found. */
export interface PrometheusFinder {
  find(request: FinderRequest): Promise<FoundPrometheus | undefined>;
}
