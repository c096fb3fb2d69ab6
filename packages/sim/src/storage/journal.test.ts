import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createManualClock } from '@binnacle/kube/clock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openJournal } from './journal.ts';
import type { JournalOptions } from './journal.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'sim-state-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = async (options?: JournalOptions) => {
  const journal = openJournal(dir, options);
  const store = createStore({ clock: createManualClock(), kept: journal.kept });
  await store.keepIn(journal);
  return { store, journal };
};

const object = (name: string, data: unknown): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const put = (store: Store, key: string, data: unknown = 1) =>
  store.txn('/configmaps', key, () => ({ put: object(key, data) }));
const remove = (store: Store, key: string) => store.txn('/configmaps', key, (held) => ({ remove: held!.object }));
const contentOf = (store: Store) => ({
  revision: store.revision,
  objects: store.range('/configmaps', '').map(({ object: held, created }) => [held.metadata, held.data, created]),
});
const newestLog = () =>
  path.join(
    dir,
    readdirSync(dir)
      .filter((name) => name.startsWith('log-'))
      .sort()
      .at(-1)!,
  );

describe('journal', () => {
  it('gives back every object, with revisions that go on', async () => {
    const { store, journal } = await open();
    put(store, 'a', 1);
    put(store, 'b', 1);
    put(store, 'a', 2);
    remove(store, 'b');
    const before = contentOf(store);
    await journal.close();
    const again = await open();
    expect(contentOf(again.store)).toEqual(before);
    expect(put(again.store, 'c')!.revision).toBe(before.revision + 1);
    expect(() => again.store.watch('/configmaps', before.revision - 1, () => {})).toThrow('too old resource version');
    await again.journal.close();
  });

  it('has what was there before the journal', async () => {
    const store = createStore({ clock: createManualClock() });
    put(store, 'early');
    const journal = openJournal(dir);
    await store.keepIn(journal);
    put(store, 'late');
    await journal.close();
    const again = await open();
    expect(contentOf(again.store)).toEqual(contentOf(store));
    await again.journal.close();
  });

  it('forgets a torn tail, wherever it was torn, and nothing before it', async () => {
    const { store, journal } = await open();
    put(store, 'a');
    const before = contentOf(store);
    const whole = statSync(newestLog()).size;
    put(store, 'b', 'x'.repeat(100));
    await journal.close();
    const log = readFileSync(newestLog());
    for (const cut of [1, 7, 8, 50, log.length - whole - 1]) {
      writeFileSync(newestLog(), log.subarray(0, whole + cut));
      const again = await open();
      expect(contentOf(again.store)).toEqual(before);
      expect(statSync(newestLog()).size).toBe(whole);
      await again.journal.close();
    }
  });

  it('refuses a spoiled snapshot and a missing log', async () => {
    const { store, journal } = await open({ logBytes: 1 });
    for (let i = 0; i < 50; i += 1) {
      put(store, `k${i}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await journal.close();
    const snapshot = path.join(
      dir,
      readdirSync(dir).find((name) => name.startsWith('snapshot-'))!,
    );
    truncateSync(snapshot, statSync(snapshot).size - 3);
    expect(() => openJournal(dir)).toThrow('it is not whole');
    appendFileSync(snapshot, 'abc');
    expect(() => openJournal(dir)).toThrow('it is not whole');
  });

  it('stays within bounds however much is written', async () => {
    const { store, journal } = await open({ logBytes: 10_000 });
    for (let round = 0; round < 10; round += 1) {
      const before = newestLog();
      for (let i = 0; i < 100; i += 1) put(store, `k${i % 10}`, 'x'.repeat(200));
      await vi.waitFor(() => {
        expect(newestLog()).not.toBe(before);
        expect(readdirSync(dir)).toHaveLength(2);
      });
    }
    const before = contentOf(store);
    await journal.close();
    const bytes = readdirSync(dir).reduce((sum, name) => sum + statSync(path.join(dir, name)).size, 0);
    expect(bytes).toBeLessThan(15_000);
    const again = await open();
    expect(contentOf(again.store)).toEqual(before);
    await again.journal.close();
  });

  it('acknowledges nothing that it cannot keep', async () => {
    const { store, journal } = await open();
    await journal.close();
    const { revision } = store;
    expect(() => put(store, 'a')).toThrow('EBADF');
    expect([store.revision, store.get('/configmaps', 'a')]).toEqual([revision, undefined]);
  });
});
