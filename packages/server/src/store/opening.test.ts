import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import { createSecretKey } from '../services/secrets/index.ts';
import { createFileKeyRing, createKeyRing, openStore, prepareNextKey, rotateKey, StoreError } from './index.ts';

const clock = createManualClock();
const keys = createKeyRing(createSecretKey());

describe('opening the database', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'binnacle-store-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('keeps the file where only its owner may reach it', async () => {
    await (await openStore(`sqlite:${join(dir, 'data', 'binnacle.db')}`, { clock, keys })).close();
    expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700);
  });

  it('keeps others from the file and its log in a folder that they may read', async () => {
    chmodSync(dir, 0o755);
    const store = await openStore(`sqlite:${join(dir, 'binnacle.db')}`, { clock, keys });
    for (const name of ['binnacle.db', 'binnacle.db-wal'])
      expect(statSync(join(dir, name)).mode & 0o777, name).toBe(0o600);
    await store.close();
  });

  it('says what to do about a folder that cannot be used', async () => {
    writeFileSync(join(dir, 'file'), '');
    const opening = openStore(`sqlite:${join(dir, 'file', 'binnacle.db')}`, { clock, keys });
    await expect(opening).rejects.toThrow(StoreError);
    await expect(opening).rejects.toThrow(
      /^The database .*binnacle\.db cannot be opened \(.*\): choose another data folder, or repair its permissions\.$/,
    );
  });

  it('says what to do about a PostgreSQL that does not answer, without its password', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as { port: number };
    await new Promise((resolve) => probe.close(resolve));
    const opening = openStore(`postgres://ada:hidden@127.0.0.1:${port}/shop`, { clock, keys });
    await expect(opening).rejects.toThrow(
      `The database shop at 127.0.0.1:${port} cannot be opened (ECONNREFUSED connect ECONNREFUSED 127.0.0.1:${port}): check the address, the user and the password.`,
    );
    await expect(opening).rejects.not.toThrow('hidden');
  });

  describe('with a key file', () => {
    const file = () => join(dir, 'secret.key');
    const next = () => join(dir, 'secret.key.next');
    const url = () => `sqlite:${join(dir, 'binnacle.db')}`;
    const options = () => ({ clock, keys: createFileKeyRing(dir) });
    const secretOf = async (): Promise<string> => {
      const store = await openStore(url(), options());
      const secret = await store.settings.getOrCreateSecret('s', () => 'first');
      await store.close();
      return secret;
    };

    it('makes it once, for its owner alone', async () => {
      expect(await secretOf()).toBe('first');
      expect(statSync(file()).mode & 0o777).toBe(0o600);
      const made = readFileSync(file(), 'utf8');
      expect(await secretOf()).toBe('first');
      expect(readFileSync(file(), 'utf8')).toBe(made);
    });

    it('refuses to start without it, or with another, and makes no new one', async () => {
      await secretOf();
      rmSync(file());
      await expect(secretOf()).rejects.toThrow(
        /^The database was sealed with the secret key \w{12}, and the key file .* is missing: put the right file back, or set BINNACLE_SECRET_KEY\.$/,
      );
      expect(existsSync(file())).toBe(false);
      writeFileSync(file(), createSecretKey());
      await expect(secretOf()).rejects.toThrow(/holds the key \w{12}: put the right file back/);
      writeFileSync(file(), 'nonsense');
      await expect(secretOf()).rejects.toThrow(/^The key file .* cannot be used: The secret key must be 32 bytes/);
    });

    it('goes on with the old key when a rotation was cut short before it was done', async () => {
      await secretOf();
      prepareNextKey(dir, createSecretKey());
      expect(await secretOf()).toBe('first');
      expect(existsSync(next())).toBe(false);
    });

    it('goes on with the new key when a rotation was cut short after the database was changed', async () => {
      await secretOf();
      const newKey = createSecretKey();
      prepareNextKey(dir, newKey);
      // As `rotateKey` in one process, which then dies: the ring of the old file must not tidy the new one away.
      await rotateKey(url(), { clock, keys: createKeyRing(readFileSync(file(), 'utf8')), newKey });
      expect(await secretOf()).toBe('first');
      expect(existsSync(next())).toBe(false);
      expect(readFileSync(file(), 'utf8').trim()).toBe(newKey);
    });
  });
});
