import type { RowsDelta } from '@binnacle/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Freshness, Row } from '@binnacle/kube/watch';
import { createCoalescer } from './coalesce.ts';
import { untilClosed } from './sink.ts';
import type { StreamSink } from './sink.ts';
import type { ListOutput, WatchOutput } from './types.ts';
import { encodeRow, encodeRowsReply, toWireFreshness } from './wire.ts';

/** At most five deltas a second. */
export const deltaIntervalMs = 200;

/** What one subscriber has of a window, and what brings it up to date. Holds uids and versions only, never objects. */
export interface LiveRows {
  /** The whole window, as a RowsReply. */
  snapshot(freshness: Freshness): string;
  /** What changed since the last call, as a RowsDelta; undefined when the window is the same. */
  delta(): string | undefined;
}

export const createLiveRows = (output: ListOutput): LiveRows => {
  const { view, offset, limit } = output;
  /** uid → resourceVersion, in the window's order. */
  let known = new Map<string, string>();
  let total = -1;
  let version = -1;

  const remember = (rows: readonly Row[]) => {
    known = new Map(rows.map((row) => [row.uid, row.resourceVersion]));
    total = view.total;
  };

  return {
    snapshot: (freshness) => {
      version = view.version;
      const rows = view.page(offset, limit);
      remember(rows);
      return encodeRowsReply({ ...output, freshness }, rows);
    },
    delta: () => {
      if (view.version === version) return undefined;
      version = view.version;
      const rows = view.page(offset, limit);
      const changed = rows.filter((row) => known.get(row.uid) !== row.resourceVersion);
      const reordered = !sameOrder(rows, known);
      if (changed.length === 0 && !reordered && view.total === total) return undefined;
      remember(rows);
      const head: Omit<RowsDelta, 'rows'> = {
        total,
        ...(reordered ? { order: rows.map((row) => row.uid) } : {}),
      };
      return `${JSON.stringify(head).slice(0, -1)},"rows":[${changed.map(encodeRow).join(',')}]}`;
    },
  };
};

const sameOrder = (rows: readonly Row[], known: ReadonlyMap<string, string>): boolean => {
  if (rows.length !== known.size) return false;
  let index = 0;
  for (const uid of known.keys()) if (rows[index++]?.uid !== uid) return false;
  return true;
};

/**
 * Sends `rows`, then `delta`s and `freshness` as they come, until the reader leaves. A slow reader is waited for and then
 * sent one delta to the newest state.
 */
export const streamRows = async (output: WatchOutput, sink: StreamSink, clock: Clock): Promise<void> => {
  if (sink.closed.aborted) return;
  const live = createLiveRows(output);
  let started = false;
  let shown = '';

  const sendNext = (): void | Promise<void> => {
    const freshness = output.currentFreshness();
    const key = `${freshness.state} ${freshness.reason ?? ''}`;
    const restated = key !== shown;
    shown = key;
    if (!started) {
      started = true;
      return sink.send('rows', live.snapshot(freshness));
    }
    // The delta first: what is said to be fresh or stale is then already on the screen.
    const delta = live.delta();
    const slow = delta === undefined ? undefined : sink.send('delta', delta);
    if (!restated) return slow;
    const sendFreshness = () => sink.send('freshness', JSON.stringify(toWireFreshness(freshness)));
    return slow === undefined ? sendFreshness() : slow.then(sendFreshness);
  };

  const coalescer = createCoalescer({ clock, intervalMs: deltaIntervalMs, run: sendNext });
  const unsubscribe = [output.view.onChange(coalescer.poke), output.onFreshness(coalescer.poke)];
  coalescer.poke();
  await untilClosed(sink);
  coalescer.stop();
  for (const stop of unsubscribe) stop();
};
