import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { OwnTokenRepository } from '../services/clusters/index.ts';
import { sealContext, type Sealer } from '../services/secrets/index.ts';
import type { Schema } from './schema.ts';

export const createOwnTokenRepository = (db: Kysely<Schema>, sealer: Sealer): OwnTokenRepository => {
  const contextOf = (id: string): string => sealContext('own_tokens', id, 'token');
  return {
    list: async () => {
      const rows = await db.selectFrom('own_tokens').selectAll().execute();
      return rows.map(({ id, cluster_id, username, token }) => ({
        clusterId: cluster_id,
        username,
        token: sealer.open(token, contextOf(id)),
      }));
    },
    save: async ({ clusterId, username, token }) => {
      const id = randomUUID();
      const sealed = sealer.seal(token, contextOf(id));
      await db
        .insertInto('own_tokens')
        .values({ id, cluster_id: clusterId, username, token: sealed })
        // Sealed for its own row: the id goes with it.
        .onConflict((conflict) => conflict.columns(['cluster_id', 'username']).doUpdateSet({ id, token: sealed }))
        .execute();
    },
    remove: async ({ clusterId, username }) => {
      const { numDeletedRows } = await db
        .deleteFrom('own_tokens')
        .where('cluster_id', '=', clusterId)
        .where('username', '=', username)
        .executeTakeFirst();
      return Number(numDeletedRows) === 1;
    },
  };
};
