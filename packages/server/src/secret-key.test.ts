import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import { keyRingOf, rotateSecretKey } from './secret-key.ts';
import { createSecretKey } from './services/secrets/index.ts';
import { openStore } from './store/index.ts';

describe('rotateSecretKey', () => {
  const clock = createManualClock();
  let dataDir: string;
  let settings: Parameters<typeof keyRingOf>[0];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'binnacle-key-'));
    settings = { dataDir, databaseUrl: `sqlite:${join(dataDir, 'binnacle.db')}` };
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const secretBy = async (by: typeof settings): Promise<string> => {
    const store = await openStore(by.databaseUrl, { clock, keys: keyRingOf(by) });
    const secret = await store.settings.getOrCreateSecret('s', () => 'kept');
    await store.close();
    return secret;
  };

  it('puts a random key in the place of the key file', async () => {
    expect(await secretBy(settings)).toBe('kept');
    const before = readFileSync(join(dataDir, 'secret.key'), 'utf8');
    expect(await rotateSecretKey(settings, clock)).toBe(
      `2 secrets are sealed with the new key, which is in the key file in ${dataDir}.`,
    );
    expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).not.toBe(before);
    expect(await secretBy(settings)).toBe('kept');
    await expect(secretBy({ ...settings, secretKey: before })).rejects.toThrow(
      'set BINNACLE_SECRET_KEY to the right one',
    );
  });

  it('asks for the new key where the present one comes from the environment', async () => {
    const given = { ...settings, secretKey: createSecretKey() };
    await secretBy(given);
    await expect(rotateSecretKey(given, clock)).rejects.toThrow('Set BINNACLE_NEW_SECRET_KEY to the new key');
    await expect(rotateSecretKey({ ...given, newSecretKey: 'short' }, clock)).rejects.toThrow('must be 32 bytes');
    const newSecretKey = createSecretKey();
    await rotateSecretKey({ ...given, newSecretKey }, clock);
    expect(await secretBy({ ...settings, secretKey: newSecretKey })).toBe('kept');
  });
});
