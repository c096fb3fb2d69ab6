import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Kind } from '../api/index.ts';
import { createClient } from '../client/index.ts';
import type { KubeClient } from '../client/index.ts';
import { createReconnectGate } from './reconnect-gate.ts';
import { createRng, createSystemClock } from '../clock/index.ts';
import { expiredFault, forbiddenFault, refusedFault, startListWatchServer } from './list-watch-server.ts';
import type { ListWatchServer } from './list-watch-server.ts';
import { createResourceCache } from './resource-cache.ts';
import type { CacheSettings, OwnedCache } from './resource-cache.ts';
import type { Change, Freshness } from './types.ts';

const pods: Kind = {
  group: '',
  version: 'v1',
  plural: 'pods',
  namespaced: true,
  kind: 'Pod',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  capabilities: [],
  columns: [
    {
      name: 'Phase',
      type: 'string',
      priority: 0,
      value: (object) => (object['status'] as { phase: string } | undefined)?.phase ?? null,
    },
  ],
};

const quick: Partial<CacheSettings> = { backoff: { initialMs: 5, maxMs: 40 }, downAfter: 3 };
const eventually = { timeout: 10_000, interval: 5 };

let server: ListWatchServer;
let client: KubeClient;
const caches: OwnedCache[] = [];

const start = (settings: Partial<CacheSettings> = {}) => {
  const cache = createResourceCache({ client, kind: pods, rng: createRng(1), settings: { ...quick, ...settings } });
  caches.push(cache);
  const changes: Change[] = [];
  const states: Freshness['state'][] = [];
  cache.subscribe({ change: (change) => changes.push(change), freshness: ({ state }) => states.push(state) });
  return { cache, changes, states };
};

const names = (cache: OwnedCache) =>
  cache
    .view({})
    .page(0, 1000)
    .map((row) => row.key);

beforeEach(async () => {
  server = await startListWatchServer();
  client = createClient(server.target);
});

afterEach(async () => {
  await Promise.all(caches.splice(0).map((cache) => cache.stop()));
  await client.close();
  await server.stop();
});

describe('a cache of a healthy server', () => {
  it('is filled by one streamed list and follows every change', async () => {
    server.put({ name: 'a', status: { phase: 'Pending' } });
    const { cache } = start();
    await cache.ready();
    expect(names(cache)).toEqual(['default/a']);
    server.put({ name: 'b' });
    server.put({ name: 'a', status: { phase: 'Running' } });
    await vi.waitFor(() => expect(cache.get('default', 'a')?.cells).toEqual(['Running']), eventually);
    server.remove('default', 'b');
    await vi.waitFor(() => expect(names(cache)).toEqual(['default/a']), eventually);
    expect(server.requests.map(({ type }) => type)).toEqual(['stream']);
    expect(Object.fromEntries(server.requests[0]!.query)).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      timeoutSeconds: expect.stringMatching(/^[3-5]\d\d$/) as string,
    });
    expect(cache.freshness().state).toBe('synced');
  });

  it('keeps the bytes as they came, save managedFields', async () => {
    const sent = server.put({
      name: 'a',
      metadata: { managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:x': {} } }], labels: { app: 'ü"\\' } },
      note: { managedFields: 'stays' },
    });
    const { cache } = start();
    await cache.ready();
    const { managedFields: _, ...metadata } = sent.metadata;
    expect(cache.get('default', 'a')?.bytes.toString()).toBe(JSON.stringify({ ...sent, metadata }));
  });

  it('tells a deletion and a new object of the same name apart after a gap', async () => {
    server.put({ name: 'a' });
    const { cache, changes } = start();
    await cache.ready();
    server.silent = true;
    server.remove('default', 'a');
    server.put({ name: 'a' });
    server.compact();
    server.silent = false;
    changes.length = 0;
    server.endWatches('break');
    await vi.waitFor(() => expect(changes.map(({ type }) => type)).toEqual(['DELETED', 'ADDED']), eventually);
  });

  it('closes its connection when stopped', async () => {
    const { cache } = start();
    await cache.ready();
    expect(server.watches).toBe(1);
    await cache.stop();
    await vi.waitFor(() => expect(server.watches).toBe(0), eventually);
    expect(cache.size).toBe(0);
    expect(cache.freshness()).toMatchObject({ state: 'down', reason: 'the cache of pods was stopped' });
    await expect(cache.ready()).rejects.toThrow('the cache of pods was stopped');
  });
});

describe('a server without streaming lists', () => {
  it.each([
    ['refuses the parameter', () => (server.fault = ({ type }) => (type === 'stream' ? refusedFault : undefined))],
    ['ignores the parameter', () => (server.ignoresStreaming = true)],
  ])('that %s is listed in pages', async (_, prepare) => {
    for (let i = 0; i < 5; i += 1) server.put({ name: `p${i}` });
    prepare();
    const { cache, changes } = start({ pageSize: 2, listQuietMs: 1000 });
    await cache.ready();
    expect(names(cache)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4'].map((name) => `default/${name}`));
    expect(changes.map(({ type }) => type)).toEqual(Array(5).fill('ADDED'));
    expect(server.requests.map(({ type }) => type)).toEqual(['stream', 'list', 'list', 'list', 'watch']);
    expect(server.requests[4]!.query.get('resourceVersion')).toBe('6');
    expect(server.requests.slice(1, 4).map(({ query }) => [query.get('limit'), query.get('continue')])).toEqual([
      ['2', null],
      ['2', '2'],
      ['2', '4'],
    ]);
  });

  it('gets the type written into items that lack it', async () => {
    server.put({ name: 'a' });
    server.fault = ({ type }) => (type === 'stream' ? refusedFault : undefined);
    const { cache } = start();
    await cache.ready();
    expect(cache.get('default', 'a')?.bytes.toString()).toMatch(/^\{"kind":"Pod","apiVersion":"v1","metadata":\{/);
  });
});

describe('a watch that is lost', () => {
  it.each(['end', 'break'] as const)(
    '(%s) is resumed from the last event, and nothing is listed again',
    async (how) => {
      const { cache, states } = start();
      await cache.ready();
      const last = server.put({ name: 'a' });
      await vi.waitFor(() => expect(cache.size).toBe(1), eventually);
      server.endWatches(how);
      server.put({ name: 'b' });
      await vi.waitFor(() => expect(cache.size).toBe(2), eventually);
      expect(states).toEqual(['synced', 'stale', 'synced']);
      expect(server.requests.map(({ type }) => type)).toEqual(['stream', 'watch']);
      expect(server.requests[1]!.query.get('resourceVersion')).toBe(last.metadata.resourceVersion);
    },
  );

  it('is resumed from the last bookmark when there were only bookmarks', async () => {
    const { cache } = start();
    await cache.ready();
    server.silent = true;
    const last = server.put({ name: 'elsewhere' });
    server.silent = false;
    server.bookmark();
    server.put({ name: 'b' });
    await vi.waitFor(() => expect(cache.size).toBe(1), eventually);
    server.bookmark();
    server.bookmark();
    server.endWatches('end');
    await vi.waitFor(() => expect(server.requests.length).toBe(2), eventually);
    expect(server.requests[1]!.query.get('resourceVersion')).toBe(String(Number(last.metadata.resourceVersion) + 1));
  });

  it('as often as it is resumed is listed again', async () => {
    const { cache } = start();
    await cache.ready();
    server.breaksResumes = true;
    server.silent = true;
    server.put({ name: 'a' });
    server.silent = false;
    server.endWatches('break');
    await vi.waitFor(() => expect(names(cache)).toEqual(['default/a']), eventually);
    expect(server.requests.map(({ type }) => type)).toEqual(['stream', 'watch', 'watch', 'watch', 'stream']);
  });

  it('in the middle of an event takes nothing of it', async () => {
    const { cache } = start();
    await cache.ready();
    server.write('{"type":"ADDED","object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"half');
    server.endWatches('break');
    server.put({ name: 'whole' });
    await vi.waitFor(() => expect(names(cache)).toEqual(['default/whole']), eventually);
  });

  it('says that it is stale since when, and why', async () => {
    const { cache } = start();
    await cache.ready();
    const before = Date.now();
    server.fault = () => ({ status: 500, body: 'boom' });
    server.endWatches('end');
    await vi.waitFor(() => expect(cache.freshness().state).toBe('down'), eventually);
    const { since, reason } = cache.freshness();
    expect(since).toBeLessThanOrEqual(before);
    expect(reason).toBe('an error on the server ("boom") has prevented the request from succeeding');
    server.fault = undefined;
    await vi.waitFor(() => expect(cache.freshness().state).toBe('synced'), eventually);
  });
});

describe('a half-open connection', () => {
  it('is noticed and replaced, and not leaked', async () => {
    const { cache } = start({ quietMs: 500 });
    await cache.ready();
    server.silent = true;
    server.put({ name: 'missed' });
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(2), eventually);
    server.silent = false;
    await vi.waitFor(() => expect(names(cache)).toEqual(['default/missed']), eventually);
    await vi.waitFor(() => expect(server.watches).toBe(1), eventually);
    expect(server.sockets).toBeLessThanOrEqual(2);
    expect(server.requests.slice(1).every(({ type }) => type === 'watch')).toBe(true);
  });

  it('is told when no other can be had, and not when there was only nothing to say', async () => {
    const { cache, states } = start({ quietMs: 500, suspectMs: 2000 });
    await cache.ready();
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(2), eventually);
    expect(states).toEqual(['synced']);
    server.hangs = true;
    await vi.waitFor(() => expect(cache.freshness()).toMatchObject({ state: 'stale' }), eventually);
    expect(cache.freshness().reason).toMatch(/^no event and no bookmark for 1 s: the connection is taken for dead$/);
    server.hangs = false;
    await vi.waitFor(() => expect(cache.freshness().state).toBe('synced'), eventually);
  });

  it('during the first list is given up, too', async () => {
    server.silent = true;
    const { cache } = start({ listQuietMs: 50 });
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(1), eventually);
    server.silent = false;
    await cache.ready();
    expect(cache.freshness().state).toBe('synced');
  });
});

describe('a resourceVersion that is too old', () => {
  it.each(['in the stream', 'as the answer'])(
    '(%s) leads to a new list of which readers see the differences only',
    async (how) => {
      for (const name of ['a', 'b', 'c']) server.put({ name });
      const { cache, changes } = start();
      await cache.ready();
      const kept = cache.get('default', 'a');
      changes.length = 0;
      server.silent = true;
      server.remove('default', 'b');
      server.put({ name: 'c', status: { phase: 'Failed' } });
      server.put({ name: 'd' });
      server.compact();
      if (how === 'as the answer') server.fault = ({ type }) => (type === 'watch' ? expiredFault : undefined);
      server.silent = false;
      server.endWatches('break');
      await vi.waitFor(() => expect(changes).toHaveLength(3), eventually);
      expect(changes.map(({ type, row }) => `${type} ${row.name}`).sort()).toEqual([
        'ADDED d',
        'DELETED b',
        'MODIFIED c',
      ]);
      expect(cache.get('default', 'a')).toBe(kept);
      expect(server.requests.map(({ type }) => type)).toEqual(['stream', 'watch', 'stream']);
    },
  );

  it('is suspected when the server goes back in its history', async () => {
    for (const name of ['a', 'b']) server.put({ name });
    const { cache } = start();
    await cache.ready();
    server.replaceData();
    server.bookmark();
    await vi.waitFor(() => expect(cache.size).toBe(0), eventually);
    await vi.waitFor(() => expect(cache.freshness().state).toBe('synced'), eventually);
  });
});

describe('a server in trouble', () => {
  it('that refuses with 429 is left alone as long as it asks, then asked again', async () => {
    let refusals = 1;
    server.fault = () =>
      refusals-- > 0 ? { status: 429, body: 'too many', headers: { 'retry-after': '1' } } : undefined;
    const { cache } = start();
    await cache.ready();
    expect(server.requests).toHaveLength(2);
  });

  it('is asked a handful of times, however many caches it has lost, and gets them all back', async () => {
    const clock = createSystemClock();
    const rng = createRng(7);
    const backoff = { initialMs: 20, maxMs: 400 };
    const gate = createReconnectGate({ clock, rng, backoff });
    const many = Array.from({ length: 40 }, (_, i) =>
      createResourceCache({
        client,
        kind: { ...pods, plural: `kind${i}` },
        clock,
        rng: rng.fork(String(i)),
        gate,
        settings: { ...quick, backoff },
      }),
    );
    caches.push(...many);
    await Promise.all(many.map((cache) => cache.ready()));
    await vi.waitFor(() => expect(server.watches).toBe(40), eventually);

    let refused = 0;
    server.fault = () => {
      refused += 1;
      return { status: 503, body: 'starting' };
    };
    server.endWatches('break');
    await vi.waitFor(() => expect(refused).toBeGreaterThanOrEqual(8), eventually);
    await vi.waitFor(() => expect(many.every((cache) => cache.freshness().state === 'down')).toBe(true), eventually);
    // Four go together at first, then one at a time: not even one request for each.
    expect(refused).toBeLessThan(40);

    server.fault = undefined;
    await vi.waitFor(() => expect(many.every((cache) => cache.freshness().state === 'synced')).toBe(true), eventually);
    await vi.waitFor(() => expect(server.watches).toBe(40), eventually);
    expect(server.sockets).toBeLessThanOrEqual(44);
  });

  it('that restarts is found again, with one connection per watch', async () => {
    server.put({ name: 'a' });
    const { cache } = start();
    await cache.ready();
    await server.stop();
    await vi.waitFor(() => expect(cache.freshness().state).toBe('down'), eventually);
    expect(cache.freshness().reason).toBe(
      `cluster "test" (${server.target.server}) cannot be reached: the connection was refused`,
    );
    expect(names(cache)).toEqual(['default/a']);
    await server.start();
    server.put({ name: 'b' });
    await vi.waitFor(() => expect(names(cache)).toEqual(['default/a', 'default/b']), eventually);
    expect(server.watches).toBe(1);
    expect(server.sockets).toBe(1);
  });
});

describe('ready', () => {
  it('rejects at once with a reason that does not pass', async () => {
    server.fault = () => forbiddenFault;
    const { cache } = start();
    await expect(cache.ready()).rejects.toMatchObject({
      reason: 'Forbidden',
      code: 403,
      message: 'pods is forbidden: User "eve" cannot list resource "pods"',
    });
    expect(cache.freshness()).toMatchObject({ state: 'down' });
  });

  it('rejects with what prevented it when the time is over', async () => {
    server.fault = () => ({ status: 500, body: 'boom' });
    const { cache } = start({ downAfter: 1000 });
    await expect(cache.ready({ timeoutMs: 100 })).rejects.toMatchObject({ code: 500 });
  });

  it('rejects with the reason of an abort', async () => {
    server.silent = true;
    const { cache } = start();
    const controller = new AbortController();
    const ready = cache.ready({ signal: controller.signal });
    controller.abort(new Error('left'));
    await expect(ready).rejects.toThrow('left');
  });
});
