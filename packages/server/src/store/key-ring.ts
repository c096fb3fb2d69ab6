import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createSealer, createSecretKey, SealError, type Sealer } from '../services/secrets/index.ts';

/** The secret keys at hand. */
export interface KeyRing {
  /**
   * The sealer for a database that was sealed with the key `usedKeyId`, or that was never sealed before. Throws SealError
   * when that key is not at hand.
   */
  choose(usedKeyId: string | undefined): Sealer;
}

/** One key, from the environment or made for a database in memory. */
export const createKeyRing = (secretKey: string): KeyRing => {
  const sealer = createSealer(secretKey);
  return {
    choose: (usedKeyId) => {
      if (usedKeyId === undefined || usedKeyId === sealer.keyId) return sealer;
      throw new SealError(
        `The database was sealed with the secret key ${usedKeyId}, and the one given is ${sealer.keyId}: set BINNACLE_SECRET_KEY to the right one.`,
      );
    },
  };
};

const fileIn = (dir: string): string => join(dir, 'secret.key');
/** The key that a rotation is about to put in place; a rotation that was cut short leaves it behind. */
const nextFileIn = (dir: string): string => join(dir, 'secret.key.next');

/** The key file of a data folder, made when there is none and nothing was sealed yet. */
export const createFileKeyRing = (dir: string): KeyRing => ({
  choose: (usedKeyId) => {
    const file = fileIn(dir);
    const nextFile = nextFileIn(dir);
    if (!existsSync(file) && usedKeyId === undefined) writeKeyFile(file, createSecretKey());
    const current = readKeyFile(file);
    if (current && (usedKeyId === undefined || current.keyId === usedKeyId)) {
      rmSync(nextFile, { force: true });
      return current;
    }
    const next = readKeyFile(nextFile);
    if (next && next.keyId === usedKeyId) {
      renameSync(nextFile, file);
      return next;
    }
    const found = current ? `holds the key ${current.keyId}` : 'is missing';
    throw new SealError(
      `The database was sealed with the secret key ${usedKeyId}, and the key file ${file} ${found}: put the right file back, or set BINNACLE_SECRET_KEY.`,
    );
  },
});

/** Lays a new key beside the one in use. It takes its place once `settle` is called, or at the next start after a crash. */
export const prepareNextKey = (dir: string, secretKey: string): { settle: () => void } => {
  writeKeyFile(nextFileIn(dir), secretKey);
  return { settle: () => renameSync(nextFileIn(dir), fileIn(dir)) };
};

const readKeyFile = (file: string): Sealer | undefined => {
  if (!existsSync(file)) return undefined;
  try {
    return createSealer(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SealError(`The key file ${file} cannot be used: ${why}`, { cause: error });
  }
};

const writeKeyFile = (file: string, secretKey: string): void => {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  rmSync(`${file}.new`, { force: true });
  const descriptor = openSync(`${file}.new`, 'wx', 0o600);
  try {
    writeSync(descriptor, `${secretKey}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.new`, file);
};
