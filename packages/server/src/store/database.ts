import { Kysely } from 'kysely';
import type { Clock } from '@binnacle/kube/clock';
import type { AccessRepository } from '../services/access/index.ts';
import type { AuditRepository } from '../services/audit/index.ts';
import type { AuthRepositories } from '../services/auth/index.ts';
import type { ClusterRepository, OwnTokenRepository } from '../services/clusters/index.ts';
import { createSealer, type Sealer } from '../services/secrets/index.ts';
import { createAccessRepository } from './access.ts';
import { createApiKeyRepository } from './api-keys.ts';
import { createAuditRepository } from './audit.ts';
import { createClusterRepository } from './clusters.ts';
import type { Engine } from './engine.ts';
import type { KeyRing } from './key-ring.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import type { Schema } from './schema.ts';
import { openSealer, resealAll } from './sealed-columns.ts';
import { createOwnTokenRepository } from './own-tokens.ts';
import { createSessionRepository } from './sessions.ts';
import { createSettingRepository } from './settings.ts';
import { openSqlite } from './sqlite.ts';
import { StoreError } from './store-error.ts';
import { createUserRepository } from './users.ts';

/** The open database, as the ports of the services. */
export interface Store extends AuthRepositories {
  access: AccessRepository;
  audit: AuditRepository;
  clusters: ClusterRepository;
  ownTokens: OwnTokenRepository;
  close(): Promise<void>;
}

export interface StoreOptions {
  clock: Clock;
  /** What opens the secrets in it. */
  keys: KeyRing;
}

/**
 * Opens `sqlite:<file>`, `sqlite::memory:` or `postgres://…` and brings it to the newest schema. Throws StoreError,
 * NewerSchemaError, and SealError for the wrong secret key.
 */
export const openStore = async (url: string, options: StoreOptions): Promise<Store> => {
  const { db, sealer } = await open(url, options);
  return {
    users: createUserRepository(db),
    settings: createSettingRepository(db, sealer),
    sessions: createSessionRepository(db),
    apiKeys: createApiKeyRepository(db),
    access: createAccessRepository(db),
    audit: createAuditRepository(db),
    clusters: createClusterRepository(db, sealer),
    ownTokens: createOwnTokenRepository(db, sealer),
    close: () => db.destroy(),
  };
};

export interface RotateOptions extends StoreOptions {
  newKey: string;
  /** Called before anything is changed. */
  prepare?: () => void;
}

/** Seals every secret anew with another key, all or none. No server may run on the database. Returns how many there are. */
export const rotateKey = async (url: string, options: RotateOptions): Promise<number> => {
  const to = createSealer(options.newKey);
  const { db, sealer: from } = await open(url, options);
  try {
    options.prepare?.();
    return await db.transaction().execute((transaction) => resealAll(transaction, { from, to }));
  } finally {
    await db.destroy();
  }
};

const open = async (url: string, { clock, keys }: StoreOptions): Promise<{ db: Kysely<Schema>; sealer: Sealer }> => {
  const isPostgres = /^postgres(ql)?:/.test(url);
  const engine: Engine = isPostgres ? openPostgres(url) : openSqlite(url.replace(/^sqlite:/, ''));
  const db = new Kysely<Schema>({ dialect: engine.dialect });
  try {
    await migrate(db, { engine, clock, migrations });
    return { db, sealer: await openSealer(db, keys) };
  } catch (error) {
    await db.destroy();
    throw isPostgres && isUnreachable(error) ? unreachable(url, error) : error;
  }
};

/** What the driver says of a server that gives no answer, or refuses the user or the database, as against of a statement. */
const isUnreachable = (error: unknown): error is Error =>
  error instanceof Error && /^E[A-Z]+ |timeout|terminated|^(28P01|28000|3D000) /.test(describe(error));

const describe = (error: Error): string => `${'code' in error ? String(error.code) : ''} ${error.message}`;

/** The address without the password that may lie in it. */
const unreachable = (url: string, error: Error): StoreError => {
  const { host, pathname } = new URL(url);
  return new StoreError(
    `The database ${pathname.slice(1)} at ${host} cannot be opened (${describe(error).trim()}): check the address, the user and the password.`,
    { cause: error },
  );
};
