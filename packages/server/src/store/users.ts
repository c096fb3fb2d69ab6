import type { Kysely } from 'kysely';
import type { Role, UserRecord, UserRepository } from '../services/auth/index.ts';
import type { Schema } from './schema.ts';

export const createUserRepository = (db: Kysely<Schema>): UserRepository => ({
  find: async (username) => {
    const row = await db.selectFrom('users').selectAll().where('username', '=', username).executeTakeFirst();
    return row && fromRow(row);
  },
  save: async (user) => {
    const { username, ...rest } = toRow(user);
    await db
      .insertInto('users')
      .values({ username, ...rest })
      .onConflict((conflict) => conflict.column('username').doUpdateSet(rest))
      .execute();
  },
});

const toRow = (user: UserRecord): Schema['users'] => ({
  username: user.username,
  display_name: user.displayName,
  roles: JSON.stringify(user.roles),
  password_hash: user.passwordHash,
  epoch: user.epoch,
});

const fromRow = (row: Schema['users']): UserRecord => ({
  username: row.username,
  displayName: row.display_name,
  roles: JSON.parse(row.roles) as Role[],
  passwordHash: row.password_hash,
  epoch: row.epoch,
});
