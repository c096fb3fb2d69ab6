import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import type { UserRecord } from '../services/auth/index.ts';
import { NewerSchemaError, openStore, StoreError } from './index.ts';

const clock = createManualClock();
const ada: UserRecord = {
  username: 'ada',
  displayName: 'Ada',
  roles: ['viewer', 'operator'],
  passwordHash: 'h',
  epoch: 3,
};

describe('openStore', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'binnacle-store-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('keeps users, settings and revoked tokens in a file that only its owner may reach', async () => {
    const url = `sqlite:${join(dir, 'data', 'binnacle.db')}`;
    const first = await openStore(url, clock);
    await first.users.save(ada);
    await first.users.save({ ...ada, displayName: 'Ada L.' });
    expect(await first.settings.getOrCreate('key', () => 'one')).toBe('one');
    await first.revocations.add('old', clock.now());
    await first.revocations.add('new', clock.now() + 1);
    await first.revocations.add('new', clock.now() + 1);
    await first.close();

    expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700);
    const second = await openStore(url, clock);
    expect(await second.users.find('ada')).toEqual({ ...ada, displayName: 'Ada L.' });
    expect(await second.users.find('nobody')).toBeUndefined();
    expect(await second.settings.getOrCreate('key', () => 'two')).toBe('one');
    expect(await second.settings.get('other')).toBeUndefined();
    expect(await second.revocations.list(clock.now())).toEqual([{ tokenId: 'new', expiresAt: clock.now() + 1 }]);
    await second.close();
  });

  it('refuses a database of a newer version and leaves it as it was', async () => {
    const file = join(dir, 'binnacle.db');
    await (await openStore(`sqlite:${file}`, clock)).close();
    const database = new Database(file);
    database.exec("insert into schema_migrations values (99, 'of the future', 0)");
    database.close();
    await expect(openStore(`sqlite:${file}`, clock)).rejects.toThrow(
      new NewerSchemaError(
        'The database has schema 99 and this Binnacle knows 1: start the newer Binnacle that made it, or use another data folder.',
      ),
    );
  });

  it('says what to do about a folder that cannot be used', async () => {
    writeFileSync(join(dir, 'file'), '');
    const opening = openStore(`sqlite:${join(dir, 'file', 'binnacle.db')}`, clock);
    await expect(opening).rejects.toThrow(StoreError);
    await expect(opening).rejects.toThrow(
      /^The database .*binnacle\.db cannot be opened \(.*\): choose another data folder, or repair its permissions\.$/,
    );
  });
});
