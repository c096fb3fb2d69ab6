import type { RowsReply, WireRow } from '@binnacle/api';
import { ConsoleError, type RowsHandlers, type RowsQuery } from '@binnacle/api/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRowsStore } from './rows-store.ts';

const at = { clusterId: 1, group: '', version: 'v1', plural: 'pods' };

const row = (index: number, status = 'Running'): WireRow => ({
  uid: `uid-${index}`,
  namespace: 'shop',
  name: `pod-${index}`,
  resource_version: '1',
  created: '2026-11-01T00:00:00Z',
  cells: ['1/1', status],
});

interface Opened {
  query: RowsQuery;
  handlers: RowsHandlers;
  closed: boolean;
  retried: number;
}

/** The server's side, played by the test. */
const createSource = () => {
  const opened: Opened[] = [];
  return {
    opened,
    watchRows: (_: typeof at, query: RowsQuery, handlers: RowsHandlers) => {
      const entry: Opened = { query, handlers, closed: false, retried: 0 };
      opened.push(entry);
      handlers.onState({ state: 'connecting', attempt: 0 });
      return {
        close: () => {
          entry.closed = true;
          handlers.onState({ state: 'closed' });
        },
        retryNow: () => {
          entry.retried += 1;
        },
      };
    },
  };
};

const reply = (offset: number, rows: WireRow[], total = 1000): RowsReply => ({
  columns: [],
  rows,
  total,
  offset,
  freshness: { state: 'synced', since: '2026-11-21T00:00:00Z' },
});
const page = (offset: number): RowsReply =>
  reply(
    offset,
    Array.from({ length: 200 }, (_, index) => row(offset + index)),
  );

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const start = () => {
  const source = createSource();
  const store = createRowsStore(source, at);
  store.show({ sortBy: 'name' });
  const last = (): Opened => source.opened.at(-1)!;
  return { source, store, last };
};

describe('createRowsStore', () => {
  it('shows the first window, then marks what changes, once', () => {
    const { store, last } = start();
    expect(store.snapshot().phase).toBe('loading');
    last().handlers.onRows(page(0));
    expect(store.snapshot()).toMatchObject({ phase: 'ready', offset: 0, total: 1000, settling: false });
    last().handlers.onDelta({ total: 1000, rows: [row(3, 'Error')] });
    expect([...(store.snapshot().flashes.get('uid-3')?.keys() ?? [])]).toEqual([1]);
    vi.advanceTimersByTime(2000);
    expect(store.snapshot().flashes.size).toBe(0);
  });

  it('keeps the old window until the new one has arrived', () => {
    const { source, store, last } = start();
    last().handlers.onRows(page(0));
    store.setRange(500, 530);
    vi.advanceTimersByTime(100);
    expect(last().query).toMatchObject({ offset: 400, limit: 200 });
    expect(source.opened[0]?.closed).toBe(false);
    expect(store.snapshot().offset).toBe(0);
    last().handlers.onRows(page(400));
    expect(store.snapshot().offset).toBe(400);
    expect(source.opened[0]?.closed).toBe(true);
    source.opened[0]?.handlers.onDelta({ total: 7, rows: [] });
    expect(store.snapshot().total).toBe(1000);
  });

  it('asks once for a scroll that goes on', () => {
    const { source, store, last } = start();
    last().handlers.onRows(page(0));
    for (let first = 200; first < 900; first += 50) store.setRange(first, first + 30);
    vi.advanceTimersByTime(100);
    expect(source.opened).toHaveLength(2);
  });

  it('starts another filter from the top, with the old rows dimmed meanwhile', () => {
    const { store, last } = start();
    last().handlers.onRows(page(400));
    store.show({ sortBy: 'Status' });
    expect(store.snapshot()).toMatchObject({ settling: true, phase: 'ready' });
    expect(last().query).toMatchObject({ offset: 0, sortBy: 'Status' });
    last().handlers.onRows(reply(0, [row(9, 'Error')], 1));
    expect(store.snapshot()).toMatchObject({ settling: false, total: 1 });
    expect(store.snapshot().flashes.size).toBe(0);
  });

  it('keeps what it shows while the connection is lost, and says so', () => {
    const { store, last } = start();
    last().handlers.onRows(page(0));
    const error = new ConsoleError({ reason: 'NetworkError', code: 0, message: 'fetch failed' });
    last().handlers.onState({ state: 'waiting', attempt: 1, retryInMs: 250, error });
    expect(store.snapshot()).toMatchObject({ phase: 'ready', stream: { state: 'waiting' } });
    expect(store.snapshot().rows).toHaveLength(200);
    store.retry();
    expect(last().retried).toBe(1);
  });

  it('fails with the reason and opens again on retry', () => {
    const { source, store, last } = start();
    const error = new ConsoleError({ reason: 'Forbidden', code: 403, message: 'pods is forbidden' });
    last().handlers.onState({ state: 'closed', error });
    expect(store.snapshot()).toMatchObject({ phase: 'failed', error: { code: 403 } });
    store.retry();
    expect(source.opened).toHaveLength(2);
    last().handlers.onRows(page(0));
    expect(store.snapshot().phase).toBe('ready');
    expect(store.snapshot().error).toBeUndefined();
  });

  it('gives its connections back when paused and opens again when shown', () => {
    const { source, store, last } = start();
    last().handlers.onRows(page(0));
    store.pause();
    expect(source.opened.every((entry) => entry.closed)).toBe(true);
    store.show({ sortBy: 'name' });
    expect(source.opened).toHaveLength(2);
    expect(store.snapshot().rows).toHaveLength(200);
  });
});
