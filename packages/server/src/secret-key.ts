import type { Clock } from '@binnacle/kube/clock';
import type { Config } from './config/index.ts';
import { createSecretKey } from './services/secrets/index.ts';
import { createFileKeyRing, createKeyRing, prepareNextKey, rotateKey, type KeyRing } from './store/index.ts';

type KeySettings = Pick<Config, 'dataDir' | 'databaseUrl' | 'secretKey' | 'newSecretKey'>;

/** The key that was given, else the data folder's key file; a database in memory needs neither. */
export const keyRingOf = ({ secretKey, databaseUrl, dataDir }: KeySettings): KeyRing => {
  if (secretKey !== undefined) return createKeyRing(secretKey);
  return databaseUrl === 'sqlite::memory:' ? createKeyRing(createSecretKey()) : createFileKeyRing(dataDir);
};

/**
 * Seals every secret of the database anew: with the new key that was given, else with a random one that takes the key
 * file's place. No server may run on the database meanwhile. Returns a sentence that says what was done.
 */
export const rotateSecretKey = async (config: KeySettings, clock: Clock): Promise<string> => {
  const { databaseUrl, dataDir, secretKey, newSecretKey } = config;
  const options = { clock, keys: keyRingOf(config) };
  if (secretKey !== undefined) {
    if (newSecretKey === undefined)
      throw new Error('Set BINNACLE_NEW_SECRET_KEY to the new key: make one with "openssl rand -base64 32".');
    const count = await rotateKey(databaseUrl, { ...options, newKey: newSecretKey });
    return `${count} secrets are sealed with the new key. Start the server with BINNACLE_SECRET_KEY set to it.`;
  }
  const newKey = newSecretKey ?? createSecretKey();
  let settle = () => {};
  const count = await rotateKey(databaseUrl, {
    ...options,
    newKey,
    // Once the old key has opened the database: opening tidies away what an earlier rotation left.
    prepare: () => {
      settle = prepareNextKey(dataDir, newKey).settle;
    },
  });
  settle();
  return `${count} secrets are sealed with the new key, which is in the key file in ${dataDir}.`;
};
