import type { UnstructuredObject } from '@binnacle/kube/api';
import { createManualClock } from '@binnacle/kube/clock';
import { describe, expect, it } from 'vitest';
import { CompactedError, createStore } from './store.ts';
import type { Store } from './store.ts';

const object = (name: string, data: unknown = null): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

const put = (store: Store, key: string, data: unknown = null) =>
  store.txn('/configmaps', key, () => ({ put: object(key, data) }))!;
const remove = (store: Store, key: string) =>
  store.txn('/configmaps', key, (current) => ({ remove: current!.object }))!;
const open = (options: { historyChanges?: number; historyBytes?: number; historyAgeMs?: number } = {}) => {
  const clock = createManualClock();
  return { clock, store: createStore({ clock, ...options }) };
};

describe('store', () => {
  it('stamps every write with the next revision', () => {
    const { store } = open();
    const first = store.revision;
    expect(put(store, 'a').object.metadata.resourceVersion).toBe(String(first + 1));
    expect(put(store, 'b').object.metadata.resourceVersion).toBe(String(first + 2));
    expect(remove(store, 'a').object.metadata.resourceVersion).toBe(String(first + 3));
    expect(store.revision).toBe(first + 3);
    expect(store.count('/configmaps')).toBe(1);
  });

  it('writes nothing when the transaction decides so', () => {
    const { store } = open();
    const { revision } = put(store, 'a');
    expect(store.txn('/configmaps', 'a', () => undefined)?.revision).toBe(revision);
    expect(store.revision).toBe(revision);
  });

  it('freezes objects and keeps them as JSON', () => {
    const { store } = open();
    const entry = put(store, 'a', { deep: [1] });
    expect(() => {
      (entry.object.data as { deep: number[] }).deep.push(2);
    }).toThrow(TypeError);
    expect(JSON.parse(entry.bytes.toString())).toEqual(entry.object);
  });

  it('ranges in key order, by prefix, after a key', () => {
    const { store } = open();
    for (const key of ['b/2', 'a/1', 'b/10', 'b/1', 'ba/1']) put(store, key);
    const keys = (prefix: string, after?: string) =>
      store.range('/configmaps', prefix, after === undefined ? {} : { after }).map((entry) => entry.key);
    expect(keys('')).toEqual(['a/1', 'b/1', 'b/10', 'b/2', 'ba/1']);
    expect(keys('b/')).toEqual(['b/1', 'b/10', 'b/2']);
    expect(keys('b/', 'b/10')).toEqual(['b/2']);
    remove(store, 'b/10');
    expect(keys('b/')).toEqual(['b/1', 'b/2']);
  });

  it('shows what there was at an older revision', () => {
    const { store } = open();
    put(store, 'a', 1);
    const { revision } = put(store, 'b', 1);
    put(store, 'b', 2);
    remove(store, 'a');
    put(store, 'c', 1);
    const past = store.range('/configmaps', '', { revision });
    expect(past.map((entry) => [entry.key, entry.object.data])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(store.range('/configmaps', '', { revision, after: 'a' }).map((entry) => entry.key)).toEqual(['b']);
  });

  it('tells a watcher what was kept and then what comes, each change once', () => {
    const { store } = open();
    const { revision } = put(store, 'a', 1);
    put(store, 'a', 2);
    const seen: string[] = [];
    const stop = store.watch('/configmaps', revision, ({ type, entry, previous }) =>
      seen.push(`${type} ${entry.key}=${String(entry.object.data)} was ${String(previous?.object.data)}`),
    );
    put(store, 'b', 3);
    remove(store, 'a');
    stop();
    put(store, 'c', 4);
    expect(seen).toEqual(['MODIFIED a=2 was 1', 'ADDED b=3 was undefined', 'DELETED a=2 was 2']);
  });

  it('keeps one order for all watchers when a listener writes', () => {
    const { store } = open();
    const seen: Record<string, number[]> = { first: [], second: [] };
    store.watch('/configmaps', store.revision, ({ entry, revision }) => {
      seen.first!.push(revision);
      if (entry.key === 'a') put(store, 'reply');
    });
    store.watch('/configmaps', store.revision, ({ revision }) => seen.second!.push(revision));
    const { revision } = put(store, 'a');
    expect(seen).toEqual({ first: [revision, revision + 1], second: [revision, revision + 1] });
  });

  it('loses nothing that a listener writes while it is told the past', () => {
    const { store } = open();
    const start = store.revision;
    put(store, 'a');
    const seen: string[] = [];
    store.watch('/configmaps', start, ({ entry }) => {
      seen.push(entry.key);
      if (entry.key === 'a') put(store, 'b');
    });
    expect(seen).toEqual(['a', 'b']);
  });

  it('forgets old changes by count and by age, and says so', async () => {
    const { store, clock } = open({ historyChanges: 3, historyAgeMs: 1000 });
    const { revision } = put(store, 'a', 0);
    for (let i = 1; i <= 5; i += 1) put(store, 'a', i);
    expect(() => store.watch('/configmaps', revision, () => {})).toThrow(
      new CompactedError(revision, store.compacted + 1),
    );
    expect(() => store.range('/configmaps', '', { revision })).toThrow('too old resource version');
    const late = store.revision - 1;
    store.watch('/configmaps', late, () => {})();
    await clock.advance(2000);
    put(store, 'b');
    expect(() => store.watch('/configmaps', late, () => {})).toThrow(CompactedError);
  });

  it('keeps no more bytes of old versions than it may, and always the newest change', () => {
    const { store } = open({ historyBytes: 3_000 });
    const { revision } = put(store, 'a', 'x'.repeat(1_000));
    put(store, 'a', 'y'.repeat(1_000));
    put(store, 'a', 'z'.repeat(1_000));
    expect(store.compacted).toBe(revision);
    put(store, 'a', 'x'.repeat(10_000));
    expect(store.compacted).toBe(store.revision - 1);
  });

  it('compacts on demand', () => {
    const { store } = open();
    const { revision } = put(store, 'a');
    put(store, 'b');
    store.compact(revision + 1);
    expect(() => store.watch('/configmaps', revision, () => {})).toThrow(
      `too old resource version: ${revision} (${revision + 2})`,
    );
    const seen: string[] = [];
    store.watch('/configmaps', revision + 1, ({ entry }) => seen.push(entry.key));
    put(store, 'c');
    expect(seen).toEqual(['c']);
  });
});
