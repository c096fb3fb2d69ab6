/** What a cluster keeps in its folder: its objects (storage/journal.ts) and who it is (identity.ts). */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Identity } from './identity.ts';
import { lockFolder, openJournal } from './storage/index.ts';
import type { Journal } from './storage/index.ts';

export interface ClusterState {
  journal: Journal;
  /** Absent when the cluster is new. */
  identity: Identity | undefined;
  /** Makes what has been written the cluster's state: before it the next start begins anew. */
  keepIdentity(identity: Identity): void;
  close(): Promise<void>;
}

/** Opens a cluster's folder, made when it is missing. Throws DamagedStateError, or an error when it is in use. */
export const openState = (dir: string): ClusterState => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(dir);
  try {
    const file = path.join(dir, 'identity.json');
    const identity = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Identity) : undefined;
    // A start that was cut short has left objects but no cluster.
    if (identity === undefined)
      for (const name of readdirSync(dir)) if (/^(log|snapshot)-\d+(\.part)?$/.test(name)) rmSync(path.join(dir, name));
    const journal = openJournal(dir);
    return {
      journal,
      identity,
      keepIdentity: (wanted) => {
        writeFileSync(`${file}.part`, JSON.stringify(wanted), { mode: 0o600, flush: true });
        renameSync(`${file}.part`, file);
      },
      close: async () => {
        await journal.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
};
