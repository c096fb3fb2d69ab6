import { hash } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Clock } from '@binnacle/kube/clock';
import type { Engine } from './engine.ts';
import type { Migration } from './migrations.ts';
import type { Schema } from './schema.ts';
import { StoreError } from './store-error.ts';

/** The database was made by a newer Binnacle. */
export class NewerSchemaError extends StoreError {
  override readonly name = 'NewerSchemaError';
}

interface MigrateOptions {
  engine: Engine;
  clock: Clock;
  migrations: readonly Migration[];
}

/**
 * Brings the database to the newest schema, forwards only, all steps or none. Servers that start at once on one database
 * wait for one another. Throws NewerSchemaError, and StoreError where a step was changed after it was applied.
 */
export const migrate = async (db: Kysely<Schema>, options: MigrateOptions): Promise<void> => {
  await db.transaction().execute(async (transaction) => {
    await options.engine.lock(transaction);
    await prepare(transaction);
    const applied = await transaction.selectFrom('schema_migrations').selectAll().orderBy('version').execute();
    check(applied, options.migrations);
    const current = applied.at(-1)?.version ?? 0;
    for (const migration of options.migrations) {
      if (migration.version > current) await apply(transaction, migration, options);
    }
  });
};

/** The table of what was applied. The first one had no checksums. */
const prepare = async (transaction: Transaction<Schema>): Promise<void> => {
  const tables = await transaction.introspection.getTables();
  const known = tables.find(({ name }) => name === 'schema_migrations');
  if (!known) {
    await sql`create table schema_migrations (
      version integer primary key not null, name text not null, checksum text, applied_at bigint not null
    )`.execute(transaction);
  } else if (!known.columns.some(({ name }) => name === 'checksum')) {
    await sql`alter table schema_migrations add column checksum text`.execute(transaction);
  }
};

const check = (applied: readonly Schema['schema_migrations'][], migrations: readonly Migration[]): void => {
  const newest = migrations.at(-1)?.version ?? 0;
  const current = applied.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new NewerSchemaError(
      `The database has schema ${current} and this Binnacle knows ${newest}: start the newer Binnacle that made it, or use another data folder.`,
    );
  }
  for (const { version, checksum } of applied) {
    const migration = migrations.find((candidate) => candidate.version === version);
    if (migration && (checksum === null || checksum === checksumOf(migration))) continue;
    throw new StoreError(
      `The database's schema ${version} was made by another Binnacle than this one: start that one, or use another data folder.`,
    );
  }
};

const apply = async (
  transaction: Transaction<Schema>,
  migration: Migration,
  { engine, clock }: MigrateOptions,
): Promise<void> => {
  for (const statement of migration.sql) {
    await sql.raw(statement.replaceAll('{serial}', engine.serial)).execute(transaction);
  }
  const { version, name } = migration;
  await transaction
    .insertInto('schema_migrations')
    .values({ version, name, checksum: checksumOf(migration), applied_at: clock.now() })
    .execute();
};

/** Of the statements, whatever their indentation. */
const checksumOf = (migration: Migration): string =>
  hash('sha256', migration.sql.map((statement) => statement.replace(/\s+/g, ' ')).join(';\n'), 'hex');
