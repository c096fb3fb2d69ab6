import type { RowsReply, WireColumn, WireFreshness, WireRow } from '@binnacle/api';
import {
  applyRowsDelta,
  type ConsoleClient,
  type ConsoleError,
  type EventStream,
  type ResourceAddress,
  type RowsQuery,
  type StreamState,
} from '@binnacle/api/client';
import { replaceEqualDeep } from '@tanstack/react-query';
import { moveWindow, windowSize } from './rows-window.ts';

/** What a live table draws. */
export interface RowsSnapshot {
  /** `failed`: there is nothing to show but `error`. */
  phase: 'loading' | 'ready' | 'failed';
  columns: readonly WireColumn[];
  /** The rows at hand: `offset` is the first one's place in the whole list. */
  rows: readonly WireRow[];
  offset: number;
  total: number;
  freshness?: WireFreshness;
  stream: StreamState;
  error?: ConsoleError;
  /** The rows answer the query before this one and are being replaced. */
  settling: boolean;
  /** By uid, then cell (-1 is the whole row): a number that differs for each change, to be flashed once. */
  flashes: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

export type RowsFilter = Omit<RowsQuery, 'offset' | 'limit'>;

export interface RowsStore {
  subscribe: (listener: () => void) => () => void;
  snapshot: () => RowsSnapshot;
  /** Starts, or starts anew from the top when the filter differs. */
  show: (filter: RowsFilter) => void;
  /** Tells which rows are on screen; moves the window when they come near its edge. */
  setRange: (first: number, last: number) => void;
  /** After a failure: again, at once. */
  retry: () => void;
  /** Closes the connection and keeps what is shown; `show` or `retry` opens it again. */
  pause: () => void;
}

const flashMs = 1600;
const rangeDelayMs = 60;

/**
 * Keeps one window of a list live. The old window stays on screen until the new one has arrived. `most`: rows of the
 * window, for what is looked at as a whole; it does not move then.
 */
export const createRowsStore = (
  source: Pick<ConsoleClient, 'watchRows'>,
  at: ResourceAddress,
  most?: number,
): RowsStore => {
  const listeners = new Set<() => void>();
  let filter: RowsFilter | undefined;
  let filterKey = '';
  let windowOffset = 0;
  let stream: EventStream | undefined;
  /** Not yet answered; replaces `stream` with its first rows. */
  let opening: EventStream | undefined;
  let rangeTimer: ReturnType<typeof setTimeout> | undefined;
  let range = { first: 0, last: 0 };
  let flashCount = 0;
  const flashes = new Map<string, Map<number, number>>();
  let current: RowsSnapshot = {
    phase: 'loading',
    columns: [],
    rows: [],
    offset: 0,
    total: 0,
    stream: { state: 'connecting', attempt: 0 },
    settling: true,
    flashes,
  };

  const update = (change: Partial<RowsSnapshot>): void => {
    current = { ...current, ...change };
    for (const listener of listeners) listener();
  };

  const flash = (uid: string, cells: readonly number[]): void => {
    flashCount += 1;
    const mark = flashCount;
    const ofRow = flashes.get(uid) ?? new Map<number, number>();
    for (const cell of cells) ofRow.set(cell, mark);
    flashes.set(uid, ofRow);
    // Forgotten quietly: the animation has ended, and a row that scrolls back must not flash again.
    setTimeout(() => {
      for (const [cell, value] of ofRow) if (value === mark) ofRow.delete(cell);
      if (ofRow.size === 0) flashes.delete(uid);
    }, flashMs);
  };

  const takeRows = (reply: RowsReply, sameFilter: boolean): void => {
    const held = new Map(current.rows.map((row) => [row.uid, row]));
    if (sameFilter && current.phase === 'ready') {
      for (const row of reply.rows) {
        const before = held.get(row.uid);
        const cells = before === undefined ? [] : row.cells.flatMap((cell, i) => (cell === before.cells[i] ? [] : [i]));
        if (cells.length > 0) flash(row.uid, cells);
      }
    }
    const { offset, total, freshness } = reply;
    // What says the same stays the same object: nothing is drawn again for it.
    const columns = replaceEqualDeep(current.columns, reply.columns);
    const rows = reply.rows.map((row) => replaceEqualDeep(held.get(row.uid), row));
    const { error: _, ...rest } = current;
    current = rest;
    update({ phase: 'ready', columns, rows, offset, total, freshness, settling: false });
  };

  const open = (): void => {
    if (filter === undefined) return;
    opening?.close();
    let settled = false;
    const openedKey = filterKey;
    const isCurrent = (): boolean => (settled ? stream === own : opening === own);
    const settle = (): void => {
      if (settled) return;
      settled = true;
      stream?.close();
      stream = own;
      opening = undefined;
    };
    let shownKey = current.phase === 'ready' && !current.settling ? openedKey : '';
    const own: EventStream = source.watchRows(
      at,
      { ...filter, offset: windowOffset, limit: most ?? windowSize },
      {
        onRows: (reply) => {
          if (!settled && opening !== own) return;
          settle();
          takeRows(reply, shownKey === openedKey);
          shownKey = openedKey;
        },
        onDelta: (delta) => {
          if (!isCurrent()) return;
          const next = applyRowsDelta(current, delta);
          for (const [uid, cells] of next.changed) flash(uid, cells);
          if (delta.order !== undefined && next.added.length <= 50) for (const uid of next.added) flash(uid, [-1]);
          update({ rows: next.rows, total: next.total });
        },
        onFreshness: (freshness) => {
          if (isCurrent()) update({ freshness });
        },
        onState: (state) => {
          // The first state comes before `own` is assigned.
          if (state.state === 'connecting' && state.attempt === 0) return;
          if (!isCurrent()) return;
          if (state.state === 'closed' && state.error !== undefined) {
            settle();
            update({ stream: state, phase: 'failed', error: state.error, settling: false });
          } else if (state.state === 'waiting') update({ stream: state, error: state.error });
          else update({ stream: state });
        },
      },
    );
    opening = own;
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => current,
    show: (next) => {
      const key = JSON.stringify(next);
      if (key === filterKey && (stream !== undefined || opening !== undefined)) return;
      if (key !== filterKey) windowOffset = 0;
      filter = next;
      filterKey = key;
      update({ settling: true, ...(current.phase === 'failed' ? { phase: 'loading' } : {}) });
      open();
    },
    setRange: (first, last) => {
      range = { first, last };
      // Not put off by further scrolling: a scroll that goes on must not run past the rows at hand.
      rangeTimer ??= setTimeout(() => {
        rangeTimer = undefined;
        const offset = moveWindow(windowOffset, { ...range, total: current.total });
        if (offset === windowOffset || current.settling) return;
        windowOffset = offset;
        open();
      }, rangeDelayMs);
    },
    retry: () => {
      const waiting = opening ?? stream;
      if (current.phase === 'failed') {
        update({ phase: 'loading', settling: true });
        open();
      } else waiting?.retryNow();
    },
    pause: () => {
      clearTimeout(rangeTimer);
      rangeTimer = undefined;
      const open = [opening, stream];
      opening = undefined;
      stream = undefined;
      for (const one of open) one?.close();
    },
  };
};
