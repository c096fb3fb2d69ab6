import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, postgresMissing, startPostgres, type Postgres } from './postgres.ts';

/** A kind of database that a suite runs on. */
export interface TestDatabases {
  name: string;
  /** Why it cannot be had on this machine. */
  missing?: string;
  start: () => Promise<{
    /** The address of a new, empty database. */
    create: () => Promise<string>;
    stop: () => Promise<void>;
  }>;
}

const sqlite: TestDatabases = {
  name: 'SQLite',
  start: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'binnacle-store-'));
    let count = 0;
    return {
      create: async () => `sqlite:${join(folder, `${(count += 1)}`, 'binnacle.db')}`,
      stop: async () => rmSync(folder, { recursive: true }),
    };
  },
};

const postgres: TestDatabases = {
  name: 'PostgreSQL',
  ...(findPostgres() === undefined ? { missing: postgresMissing } : {}),
  start: async () => {
    const server: Postgres = await startPostgres();
    return { create: server.createDatabase, stop: server.stop };
  },
};

/** Every kind, for `describe.each`. */
export const testDatabases: readonly TestDatabases[] = [sqlite, postgres];
