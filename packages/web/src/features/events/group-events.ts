import type { WireColumn, WireRow } from '@binnacle/api';
import { cellOf } from '../../resource/cell-of.ts';

/** An event as it is explored. Moments are epoch ms; NaN where it has none. */
export interface ExploredEvent {
  uid: string;
  namespace: string;
  type: string;
  reason: string;
  /** `pod/cart-1`. */
  object: string;
  message: string;
  count: number;
  first: number;
  last: number;
}

/** When it was last seen, RFC 3339; '' where nothing says so. */
export const lastSeen = ({ last }: Pick<ExploredEvent, 'last'>): string =>
  Number.isNaN(last) ? '' : new Date(last).toISOString();

/** Rows of a list of Events. */
export const readEvents = (reply: { columns: readonly WireColumn[]; rows: readonly WireRow[] }): ExploredEvent[] =>
  reply.rows.map((row) => {
    const cell = (column: string) => cellOf(reply, row, column);
    const last = Date.parse(cell('Last Seen'));
    const first = Date.parse(cell('First Seen'));
    return {
      uid: row.uid,
      namespace: row.namespace,
      type: cell('Type'),
      reason: cell('Reason'),
      object: cell('Object'),
      message: cell('Message'),
      count: Math.max(1, Number(cell('Count')) || 1),
      first: Number.isNaN(first) ? last : first,
      last,
    };
  });

export type Grouping = 'none' | 'reason' | 'object' | 'namespace';

export interface EventFilter {
  /** Empty: both. */
  type: string;
  text: string;
}

export const filterEvents = (events: readonly ExploredEvent[], { type, text }: EventFilter): ExploredEvent[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return events.filter((event) => {
    if (type !== '' && event.type !== type) return false;
    const all = [event.namespace, event.reason, event.object, event.message].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
};

export interface EventGroup {
  key: string;
  /** Newest first. */
  events: readonly ExploredEvent[];
  /** With their repeats. */
  count: number;
  warnings: number;
  last: number;
}

/** Groups in the order of their newest event; every event by itself when nothing groups them. */
export const groupEvents = (events: readonly ExploredEvent[], by: Grouping): EventGroup[] => {
  const groups = new Map<string, ExploredEvent[]>();
  const sorted = [...events].sort((a, b) => (b.last || 0) - (a.last || 0));
  for (const event of sorted) {
    const key = by === 'none' ? event.uid : by === 'object' ? `${event.namespace} ${event.object}` : event[by];
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [event]);
    else group.push(event);
  }
  return [...groups].map(([key, own]) => ({
    key,
    events: own,
    count: own.reduce((sum, { count }) => sum + count, 0),
    warnings: own.filter(({ type }) => type === 'Warning').length,
    last: own[0]?.last ?? NaN,
  }));
};

export interface TimeBucket {
  /** Epoch ms of its begin. */
  at: number;
  normal: number;
  warning: number;
}

/** When events were last seen, in `buckets` equal parts of the time from the oldest to `now`; an hour at least. */
export const timelineOf = (
  events: readonly ExploredEvent[],
  { now, buckets }: { now: number; buckets: number },
): { start: number; width: number; buckets: TimeBucket[] } => {
  const moments = events.map(({ last }) => last).filter((last) => last > 0 && last <= now);
  const start = Math.min(now - 3_600_000, ...moments);
  const width = (now - start) / buckets;
  const all = Array.from({ length: buckets }, (_, index): TimeBucket => ({
    at: start + index * width,
    normal: 0,
    warning: 0,
  }));
  for (const { last, type } of events) {
    const bucket = all[Math.min(buckets - 1, Math.floor((last - start) / width))];
    if (bucket === undefined) continue;
    if (type === 'Warning') bucket.warning += 1;
    else bucket.normal += 1;
  }
  return { start, width, buckets: all };
};
