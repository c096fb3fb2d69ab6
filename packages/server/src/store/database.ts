import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { Kysely, SqliteDialect } from 'kysely';
import type { Clock } from '@binnacle/kube/clock';
import { migrate } from './migrations.ts';
import { createRevocationRepository } from './revocations.ts';
import type { Schema } from './schema.ts';
import { createSettingRepository } from './settings.ts';
import { createUserRepository } from './users.ts';
import type { RevocationRepository, SettingRepository, UserRepository } from '../services/auth/index.ts';

/** The open database, as the ports of the services. */
export interface Store {
  users: UserRepository;
  settings: SettingRepository;
  revocations: RevocationRepository;
  close(): Promise<void>;
}

/** The database cannot be opened. The message is a sentence that says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Opens `sqlite:<file>` or `sqlite::memory:` and brings it to the newest schema. Throws StoreError, NewerSchemaError. */
export const openStore = async (url: string, clock: Clock): Promise<Store> => {
  const file = url.replace(/^sqlite:/, '');
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: openFile(file) }) });
  try {
    await migrate(db, clock);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    users: createUserRepository(db),
    settings: createSettingRepository(db),
    revocations: createRevocationRepository(db),
    close: () => db.destroy(),
  };
};

const openFile = (file: string) => {
  try {
    // Hashes and keys lie in it: nobody else may read the folder.
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const database = new Database(file);
    database.exec(
      'pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000; pragma foreign_keys = on',
    );
    return database;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `The database ${file} cannot be opened (${why}): choose another data folder, or repair its permissions.`,
      {
        cause: error,
      },
    );
  }
};
