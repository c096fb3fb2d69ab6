import type { Dialect, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** What differs between the databases that the store runs on. */
export interface Engine {
  dialect: Dialect;
  /** The type of a row number that counts up and is never used twice. */
  serial: string;
  /** Waits until no other server changes the schema; held until the transaction ends. */
  lock: (transaction: Transaction<Schema>) => Promise<void>;
}
