import type { RowsReply } from '@binnacle/api';
import { describe, expect, it } from 'vitest';
import { filterEvents, groupEvents, readEvents, timelineOf, type ExploredEvent } from './group-events.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const minute = 60_000;

const event = (uid: string, more: Partial<ExploredEvent> = {}): ExploredEvent => ({
  uid,
  namespace: 'shop',
  type: 'Normal',
  reason: 'Pulled',
  object: 'pod/cart',
  message: 'Image pulled',
  count: 1,
  first: now,
  last: now,
  ...more,
});

describe('events to be explored', () => {
  it('are read from rows, wherever their columns are', () => {
    const names = ['Type', 'Last Seen', 'Reason', 'Object', 'Message', 'First Seen', 'Count'];
    const reply = {
      columns: names.map((name) => ({ name })),
      rows: [
        {
          uid: 'u',
          namespace: 'shop',
          cells: ['Warning', '2026-11-21T12:00:00Z', 'BackOff', 'pod/cart', 'Back-off', null, '7'],
        },
      ],
    } as unknown as RowsReply;
    expect(readEvents(reply)).toEqual([
      {
        uid: 'u',
        namespace: 'shop',
        type: 'Warning',
        reason: 'BackOff',
        object: 'pod/cart',
        message: 'Back-off',
        count: 7,
        first: now,
        last: now,
      },
    ]);
  });

  it('are filtered by type and by words, in any case', () => {
    const events = [event('a'), event('b', { type: 'Warning', reason: 'BackOff', message: 'Restarting' })];
    expect(filterEvents(events, { type: 'Warning', text: '' }).map(({ uid }) => uid)).toEqual(['b']);
    expect(filterEvents(events, { type: '', text: 'SHOP restart' }).map(({ uid }) => uid)).toEqual(['b']);
    expect(filterEvents(events, { type: 'Normal', text: 'restart' })).toEqual([]);
  });

  it('are grouped, the group with the newest first', () => {
    const events = [
      event('old', { last: now - minute, count: 3 }),
      event('new', { reason: 'BackOff', type: 'Warning' }),
      event('older', { last: now - 2 * minute }),
    ];
    expect(groupEvents(events, 'reason')).toMatchObject([
      { key: 'BackOff', count: 1, warnings: 1, last: now },
      { key: 'Pulled', count: 4, warnings: 0, last: now - minute, events: [{ uid: 'old' }, { uid: 'older' }] },
    ]);
    expect(groupEvents(events, 'none').map(({ key }) => key)).toEqual(['new', 'old', 'older']);
    expect(groupEvents(events, 'object')).toHaveLength(1);
  });

  it('are counted over time', () => {
    const events = [event('a'), event('b', { type: 'Warning', last: now - 120 * minute }), event('c', { last: NaN })];
    const { start, width, buckets } = timelineOf(events, { now, buckets: 12 });
    expect([start, width]).toEqual([now - 120 * minute, 10 * minute]);
    expect(buckets[0]).toEqual({ at: start, normal: 0, warning: 1 });
    expect(buckets.at(-1)).toMatchObject({ normal: 1, warning: 0 });
    expect(timelineOf([], { now, buckets: 6 }).start).toBe(now - 60 * minute);
  });
});
