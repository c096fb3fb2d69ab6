import pg from 'pg';
import { PostgresDialect, sql } from 'kysely';
import type { Engine } from './engine.ts';

const { Pool, TypeOverrides, types } = pg;
const mostConnections = 10;
const connectTimeoutMs = 10_000;
const statementTimeoutMs = 30_000;
/** Any number that other programs on the database do not lock by. */
const schemaLock = 0x62_69_6e_6e;

/** Opens `postgres://user:password@host/database`. Connections are made as they are needed. */
export const openPostgres = (url: string): Engine => {
  const wholeNumbers = new TypeOverrides();
  // Moments and counts are far below 2^53.
  wholeNumbers.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: 'binnacle',
    types: wholeNumbers,
  });
  // An idle connection that breaks is left by the pool; the next query says what is wrong.
  pool.on('error', () => undefined);
  return {
    dialect: new PostgresDialect({ pool }),
    serial: 'bigint generated always as identity primary key',
    lock: async (transaction) => {
      await sql`select pg_advisory_xact_lock(${schemaLock}::bigint)`.execute(transaction);
    },
  };
};
