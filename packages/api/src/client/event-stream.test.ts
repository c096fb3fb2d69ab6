import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConsoleClient } from './console-client.ts';
import { backoffMs, openEventStream, type EventStream, type StreamState } from './event-stream.ts';
import { createHttp } from './http.ts';
import type { Timers } from './timers.ts';

interface Pending {
  ms: number;
  callback: () => void;
}

/** Timers that run only when the test says so. */
const createManualTimers = () => {
  const pending = new Set<Pending>();
  const timers: Timers = {
    after: (ms, callback) => {
      const entry = { ms, callback };
      pending.add(entry);
      return () => pending.delete(entry);
    },
    now: () => 42,
    random: () => 0,
  };
  const fire = (ms: number): void => {
    for (const entry of [...pending]) {
      if (entry.ms !== ms) continue;
      pending.delete(entry);
      entry.callback();
    }
  };
  return { timers, fire };
};

/** Resolves when `seen` first holds something that satisfies the test. */
const createLog = <T>() => {
  const seen: T[] = [];
  const waiting: { test: (item: T) => boolean; resolve: (item: T) => void }[] = [];
  return {
    seen,
    add: (item: T): void => {
      seen.push(item);
      for (const wait of waiting.splice(0)) {
        if (wait.test(item)) wait.resolve(item);
        else waiting.push(wait);
      }
    },
    next: (test: (item: T) => boolean): Promise<T> => new Promise((resolve) => waiting.push({ test, resolve })),
  };
};

let server: Server;
let baseUrl: string;
let answer: (response: ServerResponse) => void;
let stream: EventStream | undefined;

beforeEach(async () => {
  server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  stream?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const openStream = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
};
const start = (timers: Timers) => {
  const states = createLog<StreamState>();
  const events = createLog<string>();
  stream = openEventStream({
    open: (signal) => createHttp({ baseUrl }).send('/', { signal, timeoutMs: 0 }),
    onEvent: (event) => events.add(event.data),
    onState: states.add,
    timers,
  });
  return { states, events };
};

describe('openEventStream', () => {
  it('reconnects after the server ended the stream, and counts attempts until an event arrives', async () => {
    const { timers, fire } = createManualTimers();
    let calls = 0;
    answer = (response) => {
      calls += 1;
      openStream(response);
      if (calls === 1) response.end('data: one\n\n');
      else response.write('data: two\n\n');
    };
    const { states, events } = start(timers);
    await states.next((state) => state.state === 'waiting');
    expect(states.seen.map((state) => state.state)).toEqual(['connecting', 'open', 'waiting']);
    expect(states.seen[2]).toMatchObject({ attempt: 1, retryInMs: 250, heardAt: 42 });
    const second = events.next((data) => data === 'two');
    fire(250);
    await second;
    expect(events.seen).toEqual(['one', 'two']);
  });

  it('takes silence for a dead connection', async () => {
    const { timers, fire } = createManualTimers();
    answer = (response) => {
      openStream(response);
      response.write(': heartbeat\n\n');
    };
    const { states } = start(timers);
    await states.next((state) => state.state === 'open');
    const waiting = states.next((state) => state.state === 'waiting');
    fire(40_000);
    expect(await waiting).toMatchObject({
      error: { reason: 'Timeout', message: 'no sign of life from the server for 40 s' },
    });
  });

  it('does not try again what cannot succeed', async () => {
    const { timers } = createManualTimers();
    answer = (response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ error: { reason: 'Forbidden', code: 403, message: 'pods is forbidden', trace_id: 't-1' } }),
      );
    };
    const { states } = start(timers);
    const closed = await states.next((state) => state.state === 'closed');
    expect(closed).toMatchObject({
      error: { reason: 'Forbidden', code: 403, message: 'pods is forbidden', traceId: 't-1' },
    });
  });

  it('ends with the error that the server sends as an event', async () => {
    const { timers } = createManualTimers();
    answer = (response) => {
      openStream(response);
      response.write(
        'event: error\ndata: {"reason":"BadRequest","code":400,"message":"no such column","field":"sortBy"}\n\n',
      );
    };
    const { states } = start(timers);
    expect(await states.next((state) => state.state === 'closed')).toMatchObject({
      error: { reason: 'BadRequest', field: 'sortBy' },
    });
  });

  it('retries at once when asked to', async () => {
    const { timers } = createManualTimers();
    let calls = 0;
    answer = (response) => {
      calls += 1;
      if (calls === 1) response.destroy();
      else openStream(response);
      if (calls > 1) response.write('data: here\n\n');
    };
    const { states, events } = start(timers);
    expect(await states.next((state) => state.state === 'waiting')).toMatchObject({
      error: { reason: 'NetworkError' },
    });
    const here = events.next((data) => data === 'here');
    stream?.retryNow();
    await here;
  });
});

describe('backoffMs', () => {
  it('doubles to a limit and spreads over the upper half', () => {
    expect([1, 2, 3, 9, 40].map((attempt) => backoffMs(attempt, () => 0))).toEqual([250, 500, 1000, 10_000, 10_000]);
    expect(backoffMs(9, () => 0.5)).toBe(15_000);
  });
});

describe('createConsoleClient', () => {
  it('spells the address of a list and hands the events to their handlers', async () => {
    let url = '';
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      url = request.url ?? '';
      openStream(response);
      response.write('event: rows\ndata: {"total":1}\n\nevent: delta\ndata: {"total":2,"rows":[]}\n\n');
    });
    const deltas = createLog<number>();
    const rows = createLog<number>();
    stream = createConsoleClient({ baseUrl }).watchRows(
      { clusterId: 3, group: 'apps', version: 'v1', plural: 'deployments' },
      { namespaces: ['a', 'b'], labelSelector: 'app in (x, y)', keyword: '', limit: 200 },
      {
        onRows: (reply) => rows.add(reply.total),
        onDelta: (delta) => deltas.add(delta.total),
        onFreshness: () => undefined,
        onState: () => undefined,
      },
    );
    expect(await deltas.next(() => true)).toBe(2);
    expect(rows.seen).toEqual([1]);
    expect(url).toBe(
      '/api/console/v1/clusters/3/resources/apps/v1/deployments?namespace=a&namespace=b&labelSelector=app+in+%28x%2C+y%29&limit=200',
    );
  });

  it('sends a scale as JSON and turns a page that is no JSON into a sentence', async () => {
    answer = (response) => {
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<html>');
    };
    const at = { clusterId: 1, group: '', version: 'v1', plural: 'pods', namespace: 'shop', name: 'cart' };
    await expect(createConsoleClient({ baseUrl }).scale(at, 3)).rejects.toMatchObject({
      reason: 'BadAnswer',
      code: 502,
      message: 'HTTP 502 Bad Gateway',
    });
  });
});
