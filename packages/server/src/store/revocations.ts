import type { Kysely } from 'kysely';
import type { RevocationRepository } from '../services/auth/index.ts';
import type { Schema } from './schema.ts';

export const createRevocationRepository = (db: Kysely<Schema>): RevocationRepository => ({
  add: async (tokenId, expiresAt) => {
    await db
      .insertInto('revoked_tokens')
      .values({ token_id: tokenId, expires_at: expiresAt })
      .onConflict((conflict) => conflict.column('token_id').doNothing())
      .execute();
  },
  list: async (now) => {
    await db.deleteFrom('revoked_tokens').where('expires_at', '<=', now).execute();
    const rows = await db.selectFrom('revoked_tokens').selectAll().execute();
    return rows.map((row) => ({ tokenId: row.token_id, expiresAt: row.expires_at }));
  },
});
