import { createManualClock } from '@binnacle/kube/clock';
import type { Freshness, Row } from '@binnacle/kube/watch';
import { describe, expect, it } from 'vitest';
import { streamObject } from './live-object.ts';

const row = (resourceVersion: string, uid = 'u1'): Row => ({
  key: 'shop/cart',
  namespace: 'shop',
  name: 'cart',
  uid,
  resourceVersion,
  created: 0,
  labels: {},
  cells: [],
  bytes: Buffer.from(JSON.stringify({ metadata: { uid, resourceVersion } })),
});

const open = (current: Row | undefined, busy?: () => Promise<void> | undefined) => {
  const clock = createManualClock();
  const left = new AbortController();
  const events: string[] = [];
  const listeners = new Set<() => void>();
  let freshness: Freshness = { state: 'synced', since: 0 };
  const notify = () => listeners.forEach((listener) => listener());
  const done = streamObject(
    {
      current: () => current,
      freshness: () => freshness,
      onChange: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    {
      send: (event, data) => {
        events.push(`${event} ${data}`);
        return busy?.();
      },
      closed: left.signal,
    },
    { clock },
  );
  return {
    clock,
    events,
    left,
    done,
    listeners,
    set: (next: Row | undefined) => {
      current = next;
      notify();
    },
    restate: (next: Freshness) => {
      freshness = next;
      notify();
    },
  };
};

const fresh = 'freshness {"state":"synced","since":"1970-01-01T00:00:00.000Z"}';

describe('streamObject', () => {
  it('begins with the freshness and the object', () => {
    expect(open(row('1')).events).toEqual([fresh, 'object {"metadata":{"uid":"u1","resourceVersion":"1"}}']);
  });

  it('begins with gone when there is none', () => {
    expect(open(undefined).events).toEqual([fresh, 'gone {}']);
  });

  it('sends the newest of a burst, then gone, then the object that takes its place', async () => {
    const stream = open(row('1'));
    stream.events.length = 0;
    stream.set(row('2'));
    stream.set(row('3'));
    await stream.clock.advance(1000);
    stream.set(undefined);
    await stream.clock.advance(1000);
    stream.set(row('3', 'u2'));
    expect(stream.events).toEqual([
      'object {"metadata":{"uid":"u1","resourceVersion":"3"}}',
      'gone {}',
      'object {"metadata":{"uid":"u2","resourceVersion":"3"}}',
    ]);
  });

  it('says when it grows old without repeating the object', async () => {
    const stream = open(row('1'));
    stream.events.length = 0;
    stream.restate({ state: 'down', since: 5000, reason: 'the connection was refused' });
    await stream.clock.advance(1000);
    expect(stream.events).toEqual([
      'freshness {"state":"down","since":"1970-01-01T00:00:05.000Z","reason":"the connection was refused"}',
    ]);
  });

  it('waits for a slow reader between any two events', async () => {
    let drain = () => {};
    const stream = open(row('1'), () => new Promise<void>((resolve) => (drain = resolve)));
    await stream.clock.advance(1000);
    expect(stream.events).toEqual([fresh]);
    stream.set(row('2'));
    drain();
    await stream.clock.settle();
    expect(stream.events).toEqual([fresh, 'object {"metadata":{"uid":"u1","resourceVersion":"2"}}']);
  });

  it('lets go of everything when the reader leaves', async () => {
    const stream = open(row('1'));
    stream.left.abort();
    await stream.done;
    expect(stream.listeners.size).toBe(0);
    expect(stream.clock.pending).toBe(0);
  });
});
