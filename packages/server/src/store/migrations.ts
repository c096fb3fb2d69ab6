import { sql, type Kysely } from 'kysely';
import type { Clock } from '@binnacle/kube/clock';
import type { Schema } from './schema.ts';

interface Migration {
  version: number;
  name: string;
  up: (db: Kysely<Schema>) => Promise<void>;
}

/** In order. A released one is never changed: a further one is added. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'users, settings and revoked tokens',
    up: async (db) => {
      await db.schema
        .createTable('users')
        .addColumn('username', 'text', (column) => column.primaryKey().notNull())
        .addColumn('display_name', 'text', (column) => column.notNull())
        .addColumn('roles', 'text', (column) => column.notNull())
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('epoch', 'integer', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('settings')
        .addColumn('name', 'text', (column) => column.primaryKey().notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('revoked_tokens')
        .addColumn('token_id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
];

/** The database was made by a newer Binnacle. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
}

/** Brings the database to the newest schema, forwards only. Throws NewerSchemaError rather than touch one it does not know. */
export const migrate = async (db: Kysely<Schema>, clock: Clock): Promise<void> => {
  await sql`create table if not exists schema_migrations (version integer primary key not null, name text not null, applied_at bigint not null)`.execute(
    db,
  );
  const { current } = await db
    .selectFrom('schema_migrations')
    .select((e) => e.fn.coalesce(e.fn.max('version'), sql<number>`0`).as('current'))
    .executeTakeFirstOrThrow();
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new NewerSchemaError(
      `The database has schema ${current} and this Binnacle knows ${newest}: start the newer Binnacle that made it, or use another data folder.`,
    );
  }
  for (const { version, name, up } of migrations.filter((migration) => migration.version > current)) {
    await db.transaction().execute(async (transaction) => {
      await up(transaction);
      await transaction.insertInto('schema_migrations').values({ version, name, applied_at: clock.now() }).execute();
    });
  }
};
