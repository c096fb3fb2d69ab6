import { sql, type Kysely } from 'kysely';
import type { UserRecord, UserRepository } from '../services/auth/index.ts';
import type { Schema } from './schema.ts';

export const createUserRepository = (db: Kysely<Schema>): UserRepository => ({
  find: async (username) => {
    const row = await db.selectFrom('users').selectAll().where('username', '=', username).executeTakeFirst();
    return row && fromRow(row);
  },
  findBySubject: async (source, subject) => {
    const row = await db
      .selectFrom('users')
      .selectAll()
      .where('source', '=', source)
      .where('subject', '=', subject)
      .executeTakeFirst();
    return row && fromRow(row);
  },
  list: async ({ keyword = '', offset, limit }) => {
    const pattern = `%${keyword.toLowerCase().replace(/[\\%_]/g, (found) => `\\${found}`)}%`;
    const matching = db
      .selectFrom('users')
      .where(sql<boolean>`lower(username || ' ' || display_name || ' ' || email) like ${pattern} escape '\\'`);
    const rows = await matching.selectAll().orderBy('username').limit(limit).offset(offset).execute();
    const { total } = await matching.select((e) => e.fn.countAll().as('total')).executeTakeFirstOrThrow();
    return { items: rows.map(fromRow), total: Number(total) };
  },
  create: async (user) => {
    const result = await db
      .insertInto('users')
      .values(toRow(user))
      .onConflict((conflict) => conflict.column('username').doNothing())
      .executeTakeFirst();
    return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
  },
  save: async (user) => {
    const { username, ...rest } = toRow(user);
    await db
      .insertInto('users')
      .values({ username, ...rest })
      .onConflict((conflict) => conflict.column('username').doUpdateSet(rest))
      .execute();
  },
  admins: async () => {
    const rows = await db
      .selectFrom('users')
      .select('username')
      .where('disabled', '=', 0)
      .where('roles', 'like', '%"admin"%')
      .execute();
    return rows.map(({ username }) => username);
  },
  signedIn: async (username, at) => {
    await db.updateTable('users').set({ last_sign_in_at: at }).where('username', '=', username).execute();
  },
  remove: (username) =>
    db.transaction().execute(async (transaction) => {
      // A later user of the same name is somebody else.
      await transaction
        .deleteFrom('bindings')
        .where('subject_kind', '=', 'user')
        .where('subject_name', '=', username)
        .execute();
      const { numDeletedRows } = await transaction
        .deleteFrom('users')
        .where('username', '=', username)
        .executeTakeFirst();
      return Number(numDeletedRows) === 1;
    }),
});

const toRow = (user: UserRecord): Schema['users'] => ({
  username: user.username,
  display_name: user.displayName,
  email: user.email,
  roles: JSON.stringify(user.roles),
  groups: JSON.stringify(user.groups),
  source: user.source,
  subject: user.subject,
  password_hash: user.passwordHash,
  must_change_password: user.mustChangePassword ? 1 : 0,
  disabled: user.disabled ? 1 : 0,
  created_at: user.createdAt,
  last_sign_in_at: user.lastSignInAt ?? null,
});

const fromRow = (row: Schema['users']): UserRecord => ({
  username: row.username,
  displayName: row.display_name,
  email: row.email,
  roles: JSON.parse(row.roles) as string[],
  groups: JSON.parse(row.groups) as string[],
  source: row.source,
  subject: row.subject,
  passwordHash: row.password_hash,
  mustChangePassword: row.must_change_password === 1,
  disabled: row.disabled === 1,
  createdAt: row.created_at,
  lastSignInAt: row.last_sign_in_at ?? undefined,
});
