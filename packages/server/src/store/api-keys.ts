import type { Kysely } from 'kysely';
import type { ApiKeyRecord, ApiKeyRepository } from '../services/auth/index.ts';
import type { Schema } from './schema.ts';

export const createApiKeyRepository = (db: Kysely<Schema>): ApiKeyRepository => ({
  find: async (id) => {
    const row = await db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst();
    return row && fromRow(row);
  },
  list: async (username) => {
    const all = db.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').orderBy('id');
    const rows = await (username === undefined ? all : all.where('username', '=', username)).execute();
    return rows.map(fromRow);
  },
  add: async (key) => {
    await db
      .insertInto('api_keys')
      .values({
        id: key.id,
        name: key.name,
        username: key.username,
        roles: JSON.stringify(key.roles),
        hash: key.hash,
        created_at: key.createdAt,
        expires_at: key.expiresAt,
        last_used_at: key.lastUsedAt ?? null,
      })
      .execute();
  },
  used: async (id, at) => {
    await db.updateTable('api_keys').set({ last_used_at: at }).where('id', '=', id).execute();
  },
  remove: async (id) => {
    const { numDeletedRows } = await db.deleteFrom('api_keys').where('id', '=', id).executeTakeFirst();
    return Number(numDeletedRows) === 1;
  },
});

const fromRow = (row: Schema['api_keys']): ApiKeyRecord => ({
  id: row.id,
  name: row.name,
  username: row.username,
  roles: JSON.parse(row.roles) as string[],
  hash: row.hash,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at ?? undefined,
});
