/**
 * The store's memory on disk: `snapshot-N` holds every object when `log-N` was begun, the logs hold every change since.
 * A change is handed to the operating system before its writer is answered, so it outlives the death of the process; it
 * is on the disk within a second, so a power cut may take the last second. A snapshot is written beside the work when
 * the log has outgrown the last one; older files go when it is complete.
 */
import { closeSync, fsync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { createSystemClock } from '@binnacle/kube/clock';
import type { Cancel, Clock } from '@binnacle/kube/clock';
import { readEntry } from './entry.ts';
import type { StoredEntry } from './entry.ts';
import { readFrames, toFrame } from './frames.ts';
import type { StoredChange } from './history.ts';

/** An entry and where it belongs. */
export interface KeptEntry {
  bucket: string;
  entry: StoredEntry;
}

/** All that a store holds. */
export interface KeptState {
  entries: readonly KeptEntry[];
  revision: number;
  /** Epoch ms of the newest change, by the cluster's clock. */
  at: number;
}

/** Where a store keeps what it must not lose. */
export interface Journal {
  /** What there was when the journal was opened; absent in a new folder. */
  readonly kept: KeptState | undefined;
  /**
   * From now on every change is appended; `everything` is asked when a snapshot is due. In a new folder the first one
   * is due at once: the answer is when it is on the disk.
   */
  begin(everything: () => KeptState): Promise<void>;
  /** Throws when the change cannot be kept: it must not be acknowledged then. */
  append(change: StoredChange): void;
  close(): Promise<void>;
}

/** The state cannot be read as it is; somebody must look at it. */
export class DamagedStateError extends Error {
  constructor(file: string, what: string) {
    super(`the simulator's state is damaged: ${file}: ${what}`);
    this.name = 'DamagedStateError';
  }
}

export interface JournalOptions {
  /** A log may grow to this many bytes, or to the size of the last snapshot if that is more. Default 16 MiB. */
  logBytes?: number;
  /** How long a change may wait for the disk, in ms. Default 1 s. */
  syncMs?: number;
  /** The machine's clock unless given. */
  clock?: Clock;
}

/** The first line of a record; the object's JSON follows it. */
interface RecordHead {
  op: 'put' | 'delete' | 'end';
  bucket: string;
  key: string;
  revision: number;
  created: number;
  at: number;
}

const NEWLINE = Buffer.from('\n');

const toRecord = (head: RecordHead, bytes?: Buffer): Buffer =>
  bytes === undefined
    ? toFrame(Buffer.from(JSON.stringify(head)))
    : toFrame(Buffer.from(JSON.stringify(head)), NEWLINE, bytes);

const fromRecord = (content: Buffer): { head: RecordHead; bytes: Buffer } => {
  const end = content.indexOf(10);
  return end < 0
    ? { head: JSON.parse(content.toString()) as RecordHead, bytes: Buffer.alloc(0) }
    : {
        head: JSON.parse(content.subarray(0, end).toString()) as RecordHead,
        // A copy: one object must not keep a whole file in memory.
        bytes: Buffer.from(content.subarray(end + 1)),
      };
};

const numbersOf = (names: readonly string[], prefix: string): number[] =>
  names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => a - b);

interface Found extends Omit<KeptState, 'entries'> {
  entries: Map<string, KeptEntry>;
  /** The newest log, which is written on. */
  log: number;
  /** Bytes of the newest log that are sound. */
  sound: number;
  snapshotBytes: number;
}

const readState = (dir: string): Found => {
  const names = readdirSync(dir);
  const snapshots = numbersOf(names, 'snapshot-');
  const newest = snapshots.at(-1) ?? 0;
  const logs = numbersOf(names, 'log-').filter((n) => n >= newest);
  const found: Found = {
    entries: new Map(),
    revision: 0,
    at: 0,
    log: logs.at(-1) ?? newest,
    sound: 0,
    snapshotBytes: 0,
  };
  const replay = (content: Buffer): RecordHead => {
    const { head, bytes } = fromRecord(content);
    const { op, bucket, key, revision, created } = head;
    const id = `${bucket}\n${key}`;
    if (op === 'put') found.entries.set(id, { bucket, entry: readEntry(key, bytes, { revision, created }) });
    if (op === 'delete') found.entries.delete(id);
    found.revision = Math.max(found.revision, revision);
    found.at = Math.max(found.at, head.at);
    return head;
  };
  if (newest > 0) {
    const name = `snapshot-${newest}`;
    const file = readFileSync(path.join(dir, name));
    found.snapshotBytes = file.length;
    const { contents, sound } = readFrames(file);
    const heads = contents.map(replay);
    if (sound !== file.length || heads.at(-1)?.op !== 'end') throw new DamagedStateError(name, 'it is not whole');
  }
  logs.forEach((n, index) => {
    const name = `log-${n}`;
    if (n !== newest + index) throw new DamagedStateError(dir, `log-${newest + index} is missing`);
    const file = readFileSync(path.join(dir, name));
    const { contents, sound } = readFrames(file);
    contents.forEach(replay);
    if (n === found.log) found.sound = sound;
    else if (sound !== file.length) throw new DamagedStateError(name, `it is spoiled at byte ${sound}`);
  });
  return found;
};

/** Opens what a folder keeps, made when it is missing. Throws DamagedStateError. */
export const openJournal = (dir: string, options: JournalOptions = {}): Journal => {
  const { logBytes = 16 * 2 ** 20, syncMs = 1000, clock = createSystemClock() } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const found = readState(dir);
  let { log: number, sound: size, snapshotBytes } = found;
  let file = openSync(path.join(dir, `log-${number}`), 'a', 0o600);
  // A write that the process's death cut short was never acknowledged.
  ftruncateSync(file, size);
  let ask: (() => KeptState) | undefined;
  let snapshot: Promise<void> | undefined;
  let failure: Error | undefined;
  let syncing: Cancel | undefined;

  const syncSoon = () => {
    syncing ??= clock.after(syncMs, () => {
      syncing = undefined;
      const synced = file;
      fsync(synced, (error) => {
        // A log that was closed meanwhile was synced then.
        if (error !== null && synced === file) failure = error;
      });
    });
  };

  const write = (frame: Buffer) => {
    try {
      for (let at = 0; at < frame.length;) at += writeSync(file, frame, at);
    } catch (error) {
      ftruncateSync(file, size);
      throw error;
    }
    size += frame.length;
  };

  /** Begins the next log at once and writes the snapshot that it follows beside the work. */
  const turn = async (everything: () => KeptState): Promise<void> => {
    const state = everything();
    fsyncSync(file);
    closeSync(file);
    number += 1;
    file = openSync(path.join(dir, `log-${number}`), 'a', 0o600);
    size = 0;
    snapshotBytes = await writeSnapshot(dir, number, state);
    removeOlder(dir, number);
  };

  const turnSoon = (everything: () => KeptState) => {
    // Not within the change that outgrew the log: the store has not taken it in yet.
    snapshot = Promise.resolve()
      .then(() => turn(everything))
      .catch((error: unknown) => {
        failure = error as Error;
      })
      .finally(() => {
        snapshot = undefined;
      });
  };

  return {
    kept: found.revision === 0 ? undefined : { ...found, entries: [...found.entries.values()] },
    begin: async (everything) => {
      ask = everything;
      if (found.revision === 0) await turn(everything);
    },
    append: (change) => {
      if (failure !== undefined) throw failure;
      const { type, bucket, entry, revision, at } = change;
      const head = { bucket, key: entry.key, revision, created: entry.created, at };
      write(type === 'DELETED' ? toRecord({ op: 'delete', ...head }) : toRecord({ op: 'put', ...head }, entry.bytes));
      syncSoon();
      if (size > Math.max(logBytes, snapshotBytes) && snapshot === undefined && ask !== undefined) turnSoon(ask);
    },
    close: async () => {
      await snapshot;
      syncing?.();
      fsyncSync(file);
      closeSync(file);
    },
  };
};

/** Bytes written; the name appears only when all of it is on the disk. */
const writeSnapshot = async (dir: string, number: number, state: KeptState): Promise<number> => {
  const { entries, revision, at } = state;
  const name = path.join(dir, `snapshot-${number}`);
  const handle = await open(`${name}.part`, 'w', 0o600);
  let bytes = 0;
  try {
    const write = async (frames: Buffer[]) => {
      const chunk = Buffer.concat(frames);
      bytes += chunk.length;
      await handle.writeFile(chunk);
    };
    for (let from = 0; from < entries.length; from += 256)
      await write(
        entries.slice(from, from + 256).map(({ bucket, entry }) => {
          const { key, created } = entry;
          return toRecord({ op: 'put', bucket, key, revision: entry.revision, created, at }, entry.bytes);
        }),
      );
    await write([toRecord({ op: 'end', bucket: '', key: '', revision, created: 0, at })]);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${name}.part`, name);
  const folder = await open(dir, 'r');
  await folder.sync().finally(() => folder.close());
  return bytes;
};

const removeOlder = (dir: string, number: number): void => {
  const names = readdirSync(dir);
  for (const prefix of ['snapshot-', 'log-'])
    for (const n of numbersOf(names, prefix)) if (n < number) rmSync(path.join(dir, `${prefix}${n}`));
};
