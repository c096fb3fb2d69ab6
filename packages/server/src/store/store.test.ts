import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import type { ApiKeyRecord, SessionRecord, UserRecord } from '../services/auth/index.ts';
import { newRecord } from '../services/clusters/index.ts';
import { createSecretKey, SealError } from '../services/secrets/index.ts';
import { createKeyRing, NewerSchemaError, openStore, rotateKey, StoreError } from './index.ts';
import { changeDatabase } from './testing/change.ts';
import { testDatabases } from './testing/databases.ts';

const clock = createManualClock();
const key = createSecretKey();
const options = { clock, keys: createKeyRing(key) };
const ada: UserRecord = {
  username: 'ada',
  displayName: 'Ada',
  email: 'ada@example.com',
  roles: ['viewer', 'operator'],
  groups: ['dev'],
  source: 'local',
  subject: '',
  passwordHash: 'h',
  mustChangePassword: true,
  disabled: false,
  createdAt: 1_700_000_000_000,
  lastSignInAt: undefined,
};
const session = (id: string, username: string, expiresAt: number): SessionRecord => ({
  id,
  username,
  createdAt: clock.now(),
  expiresAt,
  by: 'password',
  address: '::1',
  userAgent: 'curl',
  refreshHash: 'one',
});
const apiKey: ApiKeyRecord = {
  id: 'k1',
  name: 'ci',
  username: 'ada',
  roles: ['viewer'],
  hash: 'h',
  createdAt: 1,
  expiresAt: 2,
  lastUsedAt: undefined,
};

/** A process that writes through a store of its own. */
const startWriter = (...args: string[]): ChildProcessByStdio<null, Readable, null> => {
  const file = fileURLToPath(new URL('testing/writer.ts', import.meta.url));
  const [url = '', ...rest] = args;
  const command = ['--import', 'tsx', file, url, key, ...rest];
  return spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
};

const exitOf = (child: ReturnType<typeof startWriter>): Promise<number | string | null> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));

describe.each(testDatabases)('the store on $name', ({ missing, start }) => {
  describe.skipIf(missing !== undefined)(missing ?? 'a new database', () => {
    let databases: Awaited<ReturnType<typeof start>>;
    let url: string;
    beforeAll(async () => {
      databases = await start();
    });
    afterAll(() => databases.stop());
    beforeEach(async () => {
      url = await databases.create();
    });

    it('keeps users and settings', async () => {
      const first = await openStore(url, options);
      expect(await first.users.create(ada)).toBe(true);
      expect(await first.users.create({ ...ada, displayName: 'Another' })).toBe(false);
      await first.users.save({ ...ada, displayName: 'Ada L.', disabled: true });
      await first.users.signedIn('ada', 7);
      expect(await first.settings.getOrCreate('key', () => 'one')).toBe('one');
      await first.close();

      const second = await openStore(url, options);
      const kept = { ...ada, displayName: 'Ada L.', disabled: true, lastSignInAt: 7 };
      expect(await second.users.find('ada')).toEqual(kept);
      expect(await second.users.find('nobody')).toBeUndefined();
      expect(await second.settings.getOrCreate('key', () => 'two')).toBe('one');
      expect(await second.settings.get('other')).toBeUndefined();
      await second.users.save({ ...ada, username: 'otto', source: 'okta', subject: '42' });
      expect(await second.users.findBySubject('okta', '42')).toMatchObject({ username: 'otto' });
      expect(await second.users.findBySubject('other', '42')).toBeUndefined();
      expect(await second.users.remove('otto')).toBe(true);
      expect(await second.users.remove('otto')).toBe(false);
      await second.close();
    });

    it('keeps clusters, their kubeconfigs sealed, one default and unique names', async () => {
      const cluster = { ...newRecord('east', clock.now()), server: 'https://east', observed: {} };
      const first = await openStore(url, options);
      const east = await first.clusters.insert({ ...cluster, isDefault: true, kubeconfig: 'secret east' });
      const west = await first.clusters.insert({
        ...cluster,
        name: 'west',
        isDefault: true,
        source: 'kubeconfig',
        origin: 'kubeconfig:west',
        observed: { version: 'v1', podCount: 7, lastConnectedAt: clock.now() },
      });
      await expect(first.clusters.insert(cluster)).rejects.toMatchObject({ reason: 'AlreadyExists', code: 409 });
      await expect(first.clusters.update(west, { name: 'east' })).rejects.toMatchObject({ reason: 'AlreadyExists' });
      await first.clusters.update(east, { kubeconfig: 'secret orient', enabled: false, deletedAt: clock.now() });
      const again = await first.clusters.insert(cluster);
      await first.close();

      const second = await openStore(url, options);
      expect(await second.clusters.list()).toEqual([
        { ...cluster, id: east, enabled: false, deletedAt: clock.now() },
        {
          ...cluster,
          id: west,
          name: 'west',
          isDefault: true,
          source: 'kubeconfig',
          origin: 'kubeconfig:west',
          observed: { version: 'v1', podCount: 7, lastConnectedAt: clock.now() },
        },
        { ...cluster, id: again },
      ]);
      expect(await second.clusters.kubeconfig(east)).toBe('secret orient');
      expect(await second.clusters.kubeconfig(west)).toBeUndefined();
      await second.close();
      await rotateKey(url, { ...options, newKey: createSecretKey() });
      await expect(openStore(url, options)).rejects.toThrow(SealError);
    });

    it('finds users by part of a name, page by page', async () => {
      const store = await openStore(url, options);
      for (const username of ['a_b', 'axb', 'b%', 'zoe'])
        await store.users.save({ ...ada, username, displayName: username.toUpperCase(), email: '' });
      const names = async (query: Parameters<typeof store.users.list>[0]) => {
        const { items, total } = await store.users.list(query);
        return [items.map(({ username }) => username).join(' '), total];
      };
      expect(await names({ offset: 0, limit: 10 })).toEqual(['a_b axb b% zoe', 4]);
      expect(await names({ offset: 1, limit: 2 })).toEqual(['axb b%', 4]);
      expect(await names({ keyword: 'A_', offset: 0, limit: 10 })).toEqual(['a_b', 1]);
      expect(await names({ keyword: '%', offset: 0, limit: 10 })).toEqual(['b%', 1]);
      expect(await names({ keyword: 'ZO', offset: 0, limit: 10 })).toEqual(['zoe', 1]);
      await store.close();
    });

    it('keeps the audit, also of what was begun and never ended', async () => {
      const intent = {
        at: 5,
        user: 'ada',
        keyId: undefined,
        address: '::1',
        dialect: 'console',
        operation: 'pods.restart',
        verb: 'restart',
        cluster: 'east',
        kind: 'pods',
        namespace: 'shop',
        name: 'cart',
        traceId: 't',
        before: '{}',
      };
      const outcome = { result: 'ok' as const, status: 200, reason: undefined, message: undefined, ms: 3, after: '{}' };
      const first = await openStore(url, options);
      const ended = await first.audit.begin(intent);
      await first.audit.finish(ended, outcome);
      const cut = await first.audit.begin({ ...intent, at: 6, user: 'bob' });
      await first.close();
      const second = await openStore(url, options);
      const list = (filter: object) => second.audit.list({ filter, limit: 10, order: 'newest' });
      expect(await list({})).toMatchObject([
        { id: cut, result: 'pending', user: 'bob', status: undefined },
        { ...intent, ...outcome, id: ended },
      ]);
      expect(await list({ result: 'pending' })).toHaveLength(1);
      expect(await list({ since: 6, until: 7 })).toMatchObject([{ id: cut }]);
      expect(await second.audit.list({ filter: {}, limit: 1, order: 'oldest', from: ended })).toMatchObject([
        { id: cut },
      ]);
      await second.audit.prune(6);
      expect(await list({})).toMatchObject([{ id: cut }]);
      await second.close();
    });

    it('keeps sessions and keys until they end, or their user goes', async () => {
      const store = await openStore(url, options);
      const { users, sessions, apiKeys } = store;
      await users.save(ada);
      await users.save({ ...ada, username: 'zoe' });
      await sessions.add(session('old', 'ada', clock.now()), clock.now());
      await sessions.add(session('s1', 'ada', clock.now() + 1), clock.now());
      await sessions.add(session('s2', 'zoe', clock.now() + 1), clock.now());
      expect(await sessions.find('old')).toBeUndefined();
      expect(await sessions.list('ada')).toEqual([session('s1', 'ada', clock.now() + 1)]);
      const tries = await Promise.all(['two', 'three'].map((to) => sessions.replaceRefresh('s1', { from: 'one', to })));
      expect(tries.sort()).toEqual([false, true]);

      await apiKeys.add(apiKey);
      await apiKeys.add({ ...apiKey, id: 'k2', username: 'zoe' });
      await apiKeys.used('k1', 9);
      expect(await apiKeys.list('ada')).toEqual([{ ...apiKey, lastUsedAt: 9 }]);
      expect((await apiKeys.list()).map(({ id }) => id)).toEqual(['k1', 'k2']);
      expect([await apiKeys.remove('k2'), await apiKeys.remove('k2')]).toEqual([true, false]);

      await sessions.removeAll('zoe');
      expect(await sessions.find('s2')).toBeUndefined();
      await users.remove('ada');
      expect([await sessions.find('s1'), await apiKeys.find('k1')]).toEqual([undefined, undefined]);
      await store.close();
    });

    it("keeps people's own tokens sealed, one for each cluster, until they are replaced or their user goes", async () => {
      const store = await openStore(url, options);
      const { users, ownTokens } = store;
      await users.save(ada);
      const mine = (clusterId: number, token: string) => ({ clusterId, username: 'ada', token });
      await ownTokens.save(mine(1, 'first'));
      await ownTokens.save(mine(1, 'second'));
      await ownTokens.save(mine(2, 'other'));
      const byCluster = (list: { clusterId: number }[]) => list.sort((a, b) => a.clusterId - b.clusterId);
      expect(byCluster(await ownTokens.list())).toEqual([mine(1, 'second'), mine(2, 'other')]);
      expect([await ownTokens.remove(mine(2, '')), await ownTokens.remove(mine(2, ''))]).toEqual([true, false]);
      await store.close();
      const newKey = createSecretKey();
      await rotateKey(url, { ...options, newKey });
      const reopened = await openStore(url, { clock, keys: createKeyRing(newKey) });
      expect(await reopened.ownTokens.list()).toEqual([mine(1, 'second')]);
      await reopened.users.remove('ada');
      expect(await reopened.ownTokens.list()).toEqual([]);
      await reopened.close();
    });

    it('is brought to the newest schema once by servers that start together', async () => {
      const codes = await Promise.all([1, 2, 3].map(() => exitOf(startWriter(url, '20'))));
      expect(codes).toEqual([0, 0, 0]);
      const store = await openStore(url, options);
      expect(await store.settings.get('written 19')).toHaveLength(2_000);
      await store.close();
    });

    it('takes over a database whose steps have no checksums yet', async () => {
      await (await openStore(url, options)).close();
      await changeDatabase(url, 'alter table schema_migrations drop column checksum');
      await (await openStore(url, options)).close();
      await (await openStore(url, options)).close();
    });

    it('refuses a database of a newer version and leaves it as it was', async () => {
      await (await openStore(url, options)).close();
      await changeDatabase(url, "insert into schema_migrations values (99, 'of the future', 'x', 0)");
      const opening = openStore(url, options);
      await expect(opening).rejects.toThrow(NewerSchemaError);
      await expect(opening).rejects.toThrow(
        /^The database has schema 99 and this Binnacle knows \d+: start the newer Binnacle that made it, or use another data folder\.$/,
      );
    });

    it('refuses a database whose schema was made by other steps', async () => {
      await (await openStore(url, options)).close();
      await changeDatabase(url, "update schema_migrations set checksum = 'x' where version = 1");
      await expect(openStore(url, options)).rejects.toThrow(
        new StoreError(
          "The database's schema 1 was made by another Binnacle than this one: start that one, or use another data folder.",
        ),
      );
    });

    it('keeps secrets sealed, opens them with their key only, and can be given another key', async () => {
      const first = await openStore(url, options);
      expect(await first.settings.getOrCreateSecret('token', () => 'the launch code')).toBe('the launch code');
      expect(await first.settings.get('token')).toMatch(/^sealed:v1:/);
      await first.close();

      const newKey = createSecretKey();
      await expect(openStore(url, { clock, keys: createKeyRing(newKey) })).rejects.toThrow(
        /^The database was sealed with the secret key \w{12}, and the one given is \w{12}: set BINNACLE_SECRET_KEY to the right one\.$/,
      );
      expect(await rotateKey(url, { ...options, newKey })).toBe(2);
      await expect(openStore(url, options)).rejects.toThrow(SealError);
      const second = await openStore(url, { clock, keys: createKeyRing(newKey) });
      expect(await second.settings.getOrCreateSecret('token', () => 'another')).toBe('the launch code');
      await second.close();
    });

    it('changes no key when one secret cannot be opened', async () => {
      const store = await openStore(url, options);
      await store.settings.getOrCreateSecret('one', () => '1');
      await store.settings.getOrCreateSecret('two', () => '2');
      await changeDatabase(
        url,
        "update settings set value = substr(value, 1, length(value) - 4) || 'AAAA' where name = 'two'",
      );
      await expect(rotateKey(url, { ...options, newKey: createSecretKey() })).rejects.toThrow(
        'What lies at settings/two/value was changed, or belongs elsewhere: it cannot be opened.',
      );
      expect(await store.settings.getOrCreateSecret('one', () => 'x')).toBe('1');
      await store.close();
    });

    it('has everything that was acknowledged before the process was killed', async () => {
      const writer = startWriter(url);
      const exited = exitOf(writer);
      let acknowledged = -1;
      for await (const line of createInterface({ input: writer.stdout })) {
        acknowledged = Number(line);
        if (acknowledged === 200) writer.kill('SIGKILL');
      }
      expect(await exited).toBe('SIGKILL');
      const store = await openStore(url, options);
      for (let number = 0; number <= acknowledged; number += 1)
        expect(await store.settings.get(`written ${number}`), `setting ${number}`).toHaveLength(2_000);
      expect(acknowledged).toBeGreaterThanOrEqual(200);
      await store.close();
    });
  });
});
