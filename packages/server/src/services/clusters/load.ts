import type { ClusterTarget } from '@binnacle/kube/client';
import type { Clock } from '@binnacle/kube/clock';
import type { KnownCluster } from './entry.ts';
import type { ClusterRepository, StoredCluster } from './ports.ts';
import type { ClusterOrigin, ClusterRecord, Reach } from './types.ts';
import { openUpload, type UploadPolicy } from './upload.ts';

/** A cluster that is found at start rather than registered: its credentials stay where they are. */
export interface ClusterSource {
  target: ClusterTarget;
  source: Exclude<ClusterOrigin, 'registered'>;
  description?: string;
  isDefault?: boolean;
  /** Never rejects. Until it settles the cluster is starting: it is connecting, and its health is not checked. */
  comesUp?: Promise<void>;
}

export interface LoadOptions {
  sources: readonly ClusterSource[];
  repository: ClusterRepository;
  policy: UploadPolicy;
  clock: Clock;
}

/**
 * The clusters to start with. One found at start is remembered by where it comes from, so that its id and marks return
 * with it: while it is not found it is not listed, and once removed it stays away.
 */
export const loadClusters = async (options: LoadOptions): Promise<KnownCluster[]> => {
  const { sources, repository, policy } = options;
  const stored = await repository.list();
  const known: KnownCluster[] = [];
  for (const cluster of stored) {
    if (cluster.source !== 'registered' || cluster.deletedAt !== undefined) continue;
    known.push({ ...toKnown(cluster), reach: await reachOf(cluster.id, repository, policy) });
  }
  for (const source of sources) {
    const origin = originOf(source);
    const before = stored.find((cluster) => cluster.origin === origin);
    // Removed, or given other credentials since.
    if (before !== undefined && (before.deletedAt !== undefined || before.source === 'registered')) continue;
    const cluster = before ?? (await remember(source, { ...options, stored }));
    const record = { ...toKnown(cluster).record, server: source.target.server };
    const { target: reach, isDefault: preferred = false, comesUp } = source;
    known.push({ ...toKnown(cluster), record, reach, preferred, comesUp });
  }
  return known;
};

const originOf = ({ source, target }: ClusterSource): string => `${source}:${target.name}`;

const remember = async (
  source: ClusterSource,
  { repository, clock, stored }: LoadOptions & { stored: StoredCluster[] },
): Promise<StoredCluster> => {
  const names = new Set(stored.filter(({ deletedAt }) => deletedAt === undefined).map(({ name }) => name));
  const cluster: Omit<StoredCluster, 'id'> = {
    ...newRecord(freeName(source.target.name, names), clock.now()),
    origin: originOf(source),
    source: source.source,
    description: source.description ?? '',
    server: source.target.server,
    observed: {},
  };
  const made = { ...cluster, id: await repository.insert(cluster) };
  stored.push(made);
  return made;
};

/** A record with nothing said about it. `now`: epoch ms. */
export const newRecord = (name: string, now: number): Omit<ClusterRecord, 'id'> => ({
  name,
  description: '',
  source: 'registered',
  server: '',
  isDefault: false,
  enabled: true,
  colour: '',
  production: false,
  identity: 'shared',
  prometheusUrl: '',
  prometheusSource: 'none',
  createdAt: now,
  updatedAt: now,
});

/** The name, else the name with the first number that makes it free. */
const freeName = (name: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
};

const toKnown = (cluster: StoredCluster): Omit<KnownCluster, 'reach'> => {
  const { origin: _origin, deletedAt: _deleted, observed, discovery, ...record } = cluster;
  return { record, observed, discovery };
};

const reachOf = async (id: number, repository: ClusterRepository, policy: UploadPolicy): Promise<Reach> => {
  try {
    const kubeconfig = await repository.kubeconfig(id);
    return kubeconfig === undefined ? new Error('its kubeconfig is missing') : openUpload(kubeconfig, policy);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
