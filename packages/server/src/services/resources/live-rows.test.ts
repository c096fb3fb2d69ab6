import type { RowsDelta, RowsReply } from '@binnacle/api';
import { podKind } from '@binnacle/kube/api';
import { createManualClock } from '@binnacle/kube/clock';
import type { Freshness, Row, View } from '@binnacle/kube/watch';
import { describe, expect, it } from 'vitest';
import { createLiveRows, streamRows } from './live-rows.ts';
import type { WatchOutput } from './types.ts';

const row = (name: string, resourceVersion = '1', cells: Row['cells'] = ['Running']): Row => ({
  key: `shop/${name}`,
  namespace: 'shop',
  name,
  uid: `uid-${name}`,
  resourceVersion,
  created: Date.UTC(2026, 0, 5, 9, 0, 0),
  labels: {},
  cells,
  bytes: Buffer.from('{}'),
});

/** A view over a plain array, and the freshness of the cache behind it. */
const createScene = (initial: Row[]) => {
  let rows = initial;
  let version = 1;
  let freshness: Freshness = { state: 'synced', since: Date.UTC(2026, 0, 5, 9, 0, 0) };
  const changed = new Set<() => void>();
  const restated = new Set<(freshness: Freshness) => void>();
  const listen =
    <T>(set: Set<T>) =>
    (listener: T) => {
      set.add(listener);
      return () => void set.delete(listener);
    };
  const view: View = {
    get version() {
      return version;
    },
    get total() {
      return rows.length;
    },
    page: (offset, limit) => rows.slice(offset, offset + limit),
    pageBytes: () => undefined,
    onChange: listen(changed),
  };
  const output = (offset = 0, limit = 10): WatchOutput => ({
    kind: podKind,
    view,
    offset,
    limit,
    columns: [{ name: 'Status', type: 'string', priority: 0, value: () => null }],
    freshness,
    currentFreshness: () => freshness,
    onFreshness: listen(restated),
  });
  return {
    output,
    set: (next: Row[]) => {
      rows = next;
      version += 1;
      for (const listener of changed) listener();
    },
    restate: (next: Freshness) => {
      freshness = next;
      for (const listener of restated) listener(next);
    },
    listeners: () => changed.size + restated.size,
  };
};

const parse = <T>(text: string | undefined): T => JSON.parse(text ?? 'null') as T;

describe('createLiveRows', () => {
  it('begins with the whole window', () => {
    const scene = createScene([row('a'), row('b'), row('c')]);
    const output = scene.output(1, 1);
    expect(parse<RowsReply>(createLiveRows(output).snapshot(output.freshness))).toEqual({
      columns: [{ name: 'Status', type: 'string', priority: 0 }],
      rows: [
        {
          uid: 'uid-b',
          namespace: 'shop',
          name: 'b',
          resource_version: '1',
          created: '2026-01-05T09:00:00Z',
          cells: ['Running'],
        },
      ],
      total: 3,
      offset: 1,
      freshness: { state: 'synced', since: '2026-01-05T09:00:00.000Z' },
    });
  });

  const begin = (rows: Row[], offset = 0, limit = 10) => {
    const scene = createScene(rows);
    const output = scene.output(offset, limit);
    const live = createLiveRows(output);
    live.snapshot(output.freshness);
    return { ...scene, delta: () => live.delta(), parsed: () => parse<RowsDelta>(live.delta()) };
  };

  it('has nothing to say while nothing changes', () => {
    expect(begin([row('a')]).delta()).toBeUndefined();
  });

  it('sends a changed row alone', () => {
    const scene = begin([row('a'), row('b')]);
    scene.set([row('a'), row('b', '2', ['Failed'])]);
    expect(scene.parsed()).toMatchObject({ total: 2, rows: [{ name: 'b', cells: ['Failed'] }] });
  });

  it('leaves the order out when it is the same', () => {
    const scene = begin([row('a'), row('b')]);
    scene.set([row('a'), row('b', '2')]);
    expect(scene.parsed()).not.toHaveProperty('order');
  });

  it('sends a new row with the new order', () => {
    const scene = begin([row('a'), row('c')]);
    scene.set([row('a'), row('b'), row('c')]);
    const delta = scene.parsed();
    expect(delta.rows.map(({ name }) => name)).toEqual(['b']);
    expect(delta.order).toEqual(['uid-a', 'uid-b', 'uid-c']);
    expect(delta.total).toBe(3);
  });

  it('sends only the order when rows change places', () => {
    const scene = begin([row('a'), row('b')]);
    scene.set([row('b'), row('a')]);
    expect(scene.parsed()).toEqual({ total: 2, rows: [], order: ['uid-b', 'uid-a'] });
  });

  it('sends the order without a deleted row, and the row that moves into the window', () => {
    const scene = begin([row('a'), row('b'), row('c')], 0, 2);
    scene.set([row('b'), row('c')]);
    const delta = scene.parsed();
    expect(delta).toMatchObject({ total: 2, order: ['uid-b', 'uid-c'] });
    expect(delta.rows.map(({ name }) => name)).toEqual(['c']);
  });

  it('sends a row again that left the window and came back', () => {
    const scene = begin([row('a'), row('b')], 0, 1);
    scene.set([row('b')]);
    scene.parsed();
    scene.set([row('a'), row('b')]);
    expect(scene.parsed().rows.map(({ name }) => name)).toEqual(['a']);
  });

  it('sends the total alone when the change lies outside the window', () => {
    const scene = begin([row('a'), row('b')], 0, 1);
    scene.set([row('a'), row('b'), row('c')]);
    expect(scene.parsed()).toEqual({ total: 3, rows: [] });
  });

  it('says nothing of a changed row outside the window', () => {
    const scene = begin([row('a'), row('b')], 0, 1);
    scene.set([row('a'), row('b', '2')]);
    expect(scene.delta()).toBeUndefined();
  });

  it('tells a recreated object from the one of the same name before', () => {
    const scene = begin([row('a')]);
    scene.set([{ ...row('a'), uid: 'uid-a2' }]);
    expect(scene.parsed()).toMatchObject({ total: 1, order: ['uid-a2'], rows: [{ uid: 'uid-a2' }] });
  });
});

describe('streamRows', () => {
  const open = (scene: ReturnType<typeof createScene>, busy?: () => Promise<void> | undefined) => {
    const clock = createManualClock();
    const left = new AbortController();
    const events: { event: string; data: unknown }[] = [];
    const send = (event: string, data: string): Promise<void> | undefined => {
      events.push({ event, data: JSON.parse(data) as unknown });
      return busy?.();
    };
    const done = streamRows(scene.output(), { send, closed: left.signal }, clock);
    return { clock, events, left, done, names: () => events.map(({ event }) => event) };
  };

  it('sends rows at once, then deltas at most five times a second', async () => {
    const scene = createScene([row('a')]);
    const { clock, names } = open(scene);
    expect(names()).toEqual(['rows']);
    for (let version = 2; version < 102; version++) {
      scene.set([row('a', String(version))]);
      await clock.advance(10);
    }
    expect(names().filter((event) => event === 'delta').length).toBe(5);
  });

  it('ends with the newest state', async () => {
    const scene = createScene([row('a')]);
    const { clock, events } = open(scene);
    scene.set([row('a', '2')]);
    scene.set([row('a', '3')]);
    await clock.advance(1000);
    expect(events.slice(1)).toMatchObject([{ event: 'delta', data: { rows: [{ resource_version: '3' }] } }]);
  });

  it('says when the content grows old and when it is current again', async () => {
    const scene = createScene([row('a')]);
    const { clock, events } = open(scene);
    const since = Date.UTC(2026, 0, 5, 9, 0, 10);
    scene.restate({ state: 'stale', since, reason: 'the connection was refused' });
    await clock.advance(1000);
    scene.restate({ state: 'synced', since: since + 1000 });
    await clock.advance(1000);
    expect(events.slice(1)).toEqual([
      {
        event: 'freshness',
        data: { state: 'stale', since: '2026-01-05T09:00:10.000Z', reason: 'the connection was refused' },
      },
      { event: 'freshness', data: { state: 'synced', since: '2026-01-05T09:00:11.000Z' } },
    ]);
  });

  it('does not repeat a freshness that only got newer', async () => {
    const scene = createScene([row('a')]);
    const { clock, names } = open(scene);
    scene.restate({ state: 'synced', since: Date.UTC(2026, 0, 5, 10, 0, 0) });
    await clock.advance(1000);
    expect(names()).toEqual(['rows']);
  });

  it('sends a slow reader one delta for all that it missed', async () => {
    const scene = createScene([row('a')]);
    let drain = () => {};
    const { clock, events } = open(scene, () => new Promise<void>((resolve) => (drain = resolve)));
    for (let version = 2; version < 1002; version++) scene.set([row('a', String(version)), row(`b${version}`)]);
    await clock.advance(60_000);
    expect(events.length).toBe(1);
    drain();
    await clock.settle();
    expect(events.slice(1)).toMatchObject([
      { event: 'delta', data: { rows: [{ resource_version: '1001' }, { name: 'b1001' }] } },
    ]);
  });

  it('lets go of everything when the reader leaves', async () => {
    const scene = createScene([row('a')]);
    const { clock, done, left } = open(scene);
    expect(scene.listeners()).toBe(2);
    left.abort();
    await done;
    expect(scene.listeners()).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('sends nothing to a reader that left before it began', async () => {
    const left = new AbortController();
    left.abort();
    const scene = createScene([row('a')]);
    const sent: string[] = [];
    await streamRows(
      scene.output(),
      { send: (event) => void sent.push(event), closed: left.signal },
      createManualClock(),
    );
    expect(sent).toEqual([]);
    expect(scene.listeners()).toBe(0);
  });
});
