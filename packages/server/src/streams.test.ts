/** Streams over HTTP: their limits, their end, and clients that do not read. */
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import type { Interceptor, KubeResponse } from '@binnacle/kube/client';
import { startTestApp, type TestApp, type TestAppOptions } from './testing/app.ts';
import { openEvents } from './testing/events.ts';
import { eventually, fillShop } from './testing/shop.ts';

const console = '/api/console/v1';
const resources = `${console}/clusters/1/resources`;
const solo = `${console}/clusters/1/pods/solo/logs?namespace=shop`;

let app: TestApp;
const start = async (options: TestAppOptions = {}) => {
  app = await startTestApp(options);
};
afterEach(() => app.close());

/** A request on a socket of its own, which is read only when told. */
const openSocket = (path: string, accept: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname, () => {
      const head = [`GET ${path} HTTP/1.1`, `Host: ${hostname}`, `Authorization: Bearer ${app.token}`];
      socket.write(`${[...head, `Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
      socket.pause();
      resolve(socket);
    });
    socket.on('error', reject);
  });

describe('an event stream', () => {
  it('beats while nothing happens, and ends with its session', async () => {
    const clock = createManualClock(Date.parse('2026-11-21T00:00:00Z'));
    await start({ clock });
    const leave = new AbortController();
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${app.token}` };
    const response = await fetch(`${app.url}${resources}/core/v1/namespaces`, { headers, signal: leave.signal });
    let text = '';
    const read = (async () => {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
    })();
    await eventually(() => text.includes('event: rows'));
    await clock.advance(16_000);
    await eventually(() => text.includes(': heartbeat\n\n'));
    // A session lasts twelve hours; its streams are looked at every 15 s.
    await clock.skip(12 * 3_600_000);
    await clock.advance(16_000);
    await read;
    expect(text.split('\n\n').at(-2)).toMatch(
      /^event: error\ndata: \{"reason":"TokenExpired","code":401,"message":"the token has expired, sign in again"/,
    );
  });

  it('ends when its session is signed out', async () => {
    const clock = createManualClock(Date.parse('2026-11-21T00:00:00Z'));
    await start({ clock });
    const token = await app.signInAs('vera', 'viewer');
    const stream = await openEvents({ url: app.url, token }, `${resources}/core/v1/namespaces`);
    await eventually(() => stream.of('rows').length > 0);
    await app.call('POST', `${console}/auth/logout`, { as: token });
    await clock.advance(16_000);
    await eventually(() => stream.of('error').length > 0);
    expect(stream.of('error')).toMatchObject([{ reason: 'Unauthorized', code: 401 }]);
  });

  it('is refused with the reason when too many are open, in both dialects', async () => {
    await start({ mostStreams: 2 });
    await fillShop(app);
    const first = await openEvents(app, `${resources}/core/v1/namespaces`);
    const second = await openEvents(app, `${resources}/core/v1/pods`);
    const headers = { accept: 'text/event-stream' };
    const third = await app.call('GET', `${resources}/core/v1/pods`, { headers });
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '5']);
    expect(third.json).toMatchObject({
      error: { reason: 'TooManyRequests', message: 'too many streams are open, try again later' },
    });
    const log = await app.call('GET', '/api/v1/kubernetes/pods/solo/logs?namespace=shop&follow=true');
    expect([log.status, log.json]).toEqual([
      429,
      { code: 1006, data: null, msg: 'too many streams are open, try again later' },
    ]);
    expect((await app.call('GET', `${resources}/core/v1/pods`)).status).toBe(200);
    first.close();
    await eventually(async () => {
      const again = await openEvents(app, `${resources}/core/v1/pods`);
      again.close();
      return again.status === 200;
    });
    second.close();
  });

  it('costs no memory while its client does not read, and then shows the newest state', async () => {
    await start();
    await fillShop(app);
    const kind = { group: '', version: 'v1', plural: 'configmaps', namespaced: true };
    const key = { namespace: 'shop', name: 'big' };
    const text = (round: number) => `round ${round} ${'x'.repeat(900_000)}`;
    await app.direct.create(kind, { apiVersion: 'v1', kind: 'ConfigMap', metadata: key, data: { text: text(0) } });
    const one = `${resources}/core/v1/configmaps/big?namespace=shop`;
    // A stream of an object that is not there yet is a 404, and never sees a round.
    await eventually(async () => (await app.call('GET', one)).status === 200);
    const socket = await openSocket(one, 'text/event-stream');
    const rounds = 40;
    for (let round = 1; round <= rounds; round++) {
      await app.direct.patch(kind, key, { type: 'merge', body: { data: { text: text(round) } } });
    }
    await eventually(async () => {
      const { json } = await app.call('GET', one);
      return (json as { data: { text: string } }).data.text.startsWith(`round ${rounds} `);
    });
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    socket.resume();
    await eventually(() => received.includes(`round ${rounds} `));
    // What lay in the sockets' buffers, and the newest: not forty times 900 kB.
    expect(received.match(/round \d+ /g)!.length).toBeLessThan(rounds / 2);
    socket.destroy();
  }, 180_000);
});

describe('a log', () => {
  /** Answers every log with a great many lines, and counts what was asked of it. */
  const endless = () => {
    const counts = { produced: 0, ended: false };
    const block = Buffer.from(`${'line '.repeat(13_107)}\n`);
    const interceptor: Interceptor = async (request, next): Promise<KubeResponse> => {
      if (!request.path.endsWith('/log')) return next(request);
      const stream = async function* () {
        try {
          for (let sent = 0; sent < 4_096; sent++) {
            counts.produced += block.length;
            yield block;
          }
        } finally {
          counts.ended = true;
        }
      };
      const none = () => Promise.reject(new Error('a log is read as a stream'));
      return { status: 200, headers: {}, stream, bytes: none, json: none, cancel: () => undefined };
    };
    return { counts, interceptor };
  };

  it('is downloaded as fast as the client reads, and left when the client leaves', async () => {
    const { counts, interceptor } = endless();
    await start({ interceptor });
    await fillShop(app);
    const socket = await openSocket(solo, '*/*');
    await eventually(() => counts.produced > 0);
    // Other requests are answered meanwhile: whatever can be written ahead is written by then.
    for (let i = 0; i < 20; i++) await app.call('GET', `${resources}/core/v1/pods`);
    const ahead = counts.produced;
    expect(ahead).toBeLessThan(32 * 1024 * 1024);
    let received = 0;
    socket.on('data', (chunk) => (received += chunk.length));
    socket.resume();
    await eventually(() => received > 96 * 1024 * 1024);
    socket.destroy();
    await eventually(() => counts.ended);
    expect(counts.produced).toBeLessThan(received + 32 * 1024 * 1024);
  });

  it('of a client that stops reading for a minute is given up', async () => {
    const { counts, interceptor } = endless();
    const clock = createManualClock(Date.parse('2026-11-21T00:00:00Z'));
    await start({ interceptor, clock });
    await fillShop(app);
    const socket = await openSocket(solo, '*/*');
    let before = -1;
    await eventually(() => {
      const same = counts.produced > 0 && counts.produced === before;
      before = counts.produced;
      return same;
    });
    await clock.advance(61_000);
    await eventually(() => counts.ended);
    socket.destroy();
  });

  it('that the API server never begins to answer ends at the time limit', async () => {
    const clock = createManualClock(Date.parse('2026-11-21T00:00:00Z'));
    let asked = false;
    const interceptor: Interceptor = (request, next) => {
      if (!request.path.endsWith('/log')) return next(request);
      asked = true;
      return new Promise(() => undefined);
    };
    await start({ clock, interceptor });
    await fillShop(app);
    for (const path of ['/api/v1/kubernetes/pods/solo/logs?namespace=shop', solo]) {
      asked = false;
      const answer = app.call('GET', path);
      await eventually(() => asked);
      await clock.advance(31_000);
      expect((await answer).status).toBe(504);
    }
  });
});
