import type { Kysely } from 'kysely';
import type { SessionRecord, SessionRepository } from '../services/auth/index.ts';
import type { Schema } from './schema.ts';

export const createSessionRepository = (db: Kysely<Schema>): SessionRepository => ({
  find: async (id) => {
    const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
    return row && fromRow(row);
  },
  list: async (username) => {
    const rows = await db
      .selectFrom('sessions')
      .selectAll()
      .where('username', '=', username)
      .orderBy('created_at', 'desc')
      .execute();
    return rows.map(fromRow);
  },
  add: async ({ id, username, createdAt, expiresAt, by, address, userAgent, refreshHash }, now) => {
    await db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
    await db
      .insertInto('sessions')
      .values({
        id,
        username,
        created_at: createdAt,
        expires_at: expiresAt,
        signed_in_by: by,
        address,
        user_agent: userAgent,
        refresh_hash: refreshHash ?? null,
      })
      .execute();
  },
  replaceRefresh: async (id, { from, to }) => {
    const { numUpdatedRows } = await db
      .updateTable('sessions')
      .set({ refresh_hash: to })
      .where('id', '=', id)
      .where('refresh_hash', '=', from)
      .executeTakeFirst();
    return Number(numUpdatedRows) === 1;
  },
  remove: async (id) => {
    await db.deleteFrom('sessions').where('id', '=', id).execute();
  },
  removeAll: async (username) => {
    await db.deleteFrom('sessions').where('username', '=', username).execute();
  },
});

const fromRow = (row: Schema['sessions']): SessionRecord => ({
  id: row.id,
  username: row.username,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  by: row.signed_in_by as SessionRecord['by'],
  address: row.address,
  userAgent: row.user_agent,
  refreshHash: row.refresh_hash ?? undefined,
});
