import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { sql, SqliteDialect } from 'kysely';
import type { Engine } from './engine.ts';
import { StoreError } from './store-error.ts';

/** Opens `<file>` or `:memory:`. What is acknowledged is on disk: a killed process or a power cut loses none of it. */
export const openSqlite = (file: string): Engine => ({
  dialect: new SqliteDialect({ database: openFile(file) }),
  serial: 'integer primary key autoincrement not null',
  // Any write takes SQLite's one write lock.
  lock: async (transaction) => {
    await sql`pragma user_version = 1`.execute(transaction);
  },
});

const openFile = (file: string) => {
  try {
    // Hashes lie in it: nobody else may read the folder nor, in a folder that was there before, the file and its log.
    if (file !== ':memory:') {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      closeSync(openSync(file, 'a', 0o600));
    }
    const database = new Database(file);
    database.exec(
      // The time-out first: the others may find the file locked by a server that starts at the same moment.
      'pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on',
    );
    return database;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `The database ${file} cannot be opened (${why}): choose another data folder, or repair its permissions.`,
      { cause: error },
    );
  }
};
