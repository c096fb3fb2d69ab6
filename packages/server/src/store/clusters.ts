import { randomUUID } from 'node:crypto';
import type { Insertable, Kysely, Selectable, Transaction, Updateable } from 'kysely';
import type { ClusterRepository, NewCluster, StoredCluster } from '../services/clusters/index.ts';
import { clusterNameTaken } from '../services/errors.ts';
import { sealContext, type Sealer } from '../services/secrets/index.ts';
import type { ClustersTable, Schema } from './schema.ts';

export const createClusterRepository = (db: Kysely<Schema>, sealer: Sealer): ClusterRepository => {
  const contextOf = (uid: string): string => sealContext('clusters', uid, 'kubeconfig');

  const unmarkOthers = async (transaction: Transaction<Schema>, id: number): Promise<void> => {
    await transaction.updateTable('clusters').set({ is_default: 0 }).where('id', '!=', id).execute();
  };

  return {
    list: async () => {
      const rows = await db.selectFrom('clusters').selectAll().orderBy('id').execute();
      return rows.map(fromRow);
    },
    kubeconfig: async (id) => {
      const row = await db.selectFrom('clusters').select(['uid', 'kubeconfig']).where('id', '=', id).executeTakeFirst();
      return row?.kubeconfig == null ? undefined : sealer.open(row.kubeconfig, contextOf(row.uid));
    },
    insert: ({ kubeconfig, ...cluster }) =>
      naming(cluster.name, () =>
        db.transaction().execute(async (transaction) => {
          const uid = randomUUID();
          const sealed = kubeconfig === undefined ? null : sealer.seal(kubeconfig, contextOf(uid));
          const row = { ...(toRow(cluster) as Insertable<ClustersTable>), uid, kubeconfig: sealed };
          const { id } = await transaction.insertInto('clusters').values(row).returning('id').executeTakeFirstOrThrow();
          if (cluster.isDefault) await unmarkOthers(transaction, id);
          return id;
        }),
      ),
    update: (id, { kubeconfig, ...changes }) =>
      naming(changes.name ?? '', () =>
        db.transaction().execute(async (transaction) => {
          const row = toRow(changes);
          if (kubeconfig !== undefined) {
            const { uid } = await transaction
              .selectFrom('clusters')
              .select('uid')
              .where('id', '=', id)
              .executeTakeFirstOrThrow();
            row.kubeconfig = sealer.seal(kubeconfig, contextOf(uid));
          }
          if (Object.keys(row).length > 0)
            await transaction.updateTable('clusters').set(row).where('id', '=', id).execute();
          if (changes.isDefault) await unmarkOthers(transaction, id);
        }),
      ),
  };
};

/** Names of clusters that are not deleted are unique: the index that says so is named in both databases' errors. */
const naming = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const text =
      error instanceof Error ? `${error.message} ${String((error as { constraint?: unknown }).constraint)}` : '';
    throw /clusters_name|clusters\.name/.test(text) ? clusterNameTaken(name) : error;
  }
};

const flag = (value: boolean | undefined): number | undefined => (value === undefined ? undefined : Number(value));
const json = (value: object | undefined): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value);

/** The columns of the fields given. */
const toRow = (cluster: Partial<Omit<NewCluster, 'kubeconfig'>>): Updateable<ClustersTable> => {
  const row: Updateable<ClustersTable> = {
    name: cluster.name,
    description: cluster.description,
    source: cluster.source,
    origin: cluster.origin,
    server: cluster.server,
    is_default: flag(cluster.isDefault),
    enabled: flag(cluster.enabled),
    colour: cluster.colour,
    production: flag(cluster.production),
    identity: cluster.identity,
    prometheus_url: cluster.prometheusUrl,
    prometheus_source: cluster.prometheusSource,
    observed: json(cluster.observed),
    discovery: json(cluster.discovery),
    created_at: cluster.createdAt,
    updated_at: cluster.updatedAt,
    deleted_at: cluster.deletedAt,
  };
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
};

const fromRow = (row: Selectable<ClustersTable>): StoredCluster => ({
  id: row.id,
  name: row.name,
  description: row.description,
  source: row.source as StoredCluster['source'],
  ...(row.origin === null ? {} : { origin: row.origin }),
  server: row.server,
  isDefault: row.is_default === 1,
  enabled: row.enabled === 1,
  colour: row.colour as StoredCluster['colour'],
  production: row.production === 1,
  identity: row.identity as StoredCluster['identity'],
  prometheusUrl: row.prometheus_url,
  prometheusSource: row.prometheus_source as StoredCluster['prometheusSource'],
  observed: JSON.parse(row.observed) as StoredCluster['observed'],
  ...(row.discovery === null
    ? {}
    : { discovery: JSON.parse(row.discovery) as NonNullable<StoredCluster['discovery']> }),
  createdAt: Number(row.created_at),
  updatedAt: Number(row.updated_at),
  ...(row.deleted_at === null ? {} : { deletedAt: Number(row.deleted_at) }),
});
