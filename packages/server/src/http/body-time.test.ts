import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createManualClock, type ManualClock } from '@binnacle/kube/clock';
import { createBodyTime } from './body-time.ts';

const hour = 3_600_000;
const patience = { timeout: 30_000 };

describe('a body that comes slowly', () => {
  let app: FastifyInstance;
  let clock: ManualClock;
  beforeEach(async () => {
    app = fastify();
    clock = createManualClock();
    app.addHook(
      'onRequest',
      createBodyTime({ clock, fail: (error, _request, reply) => void reply.code(error.code).send(error.message) }),
    );
    app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    app.post('/usual', (request, reply) => reply.send(request.body));
    app.post('/long', { config: { bodyTimeMs: hour } }, (request, reply) => reply.send(request.body));
    await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => app.close());

  /** Four bytes are promised and two are sent; the server has seen the head when this resolves. */
  const begin = async (path: string) => {
    const { port } = app.server.address() as AddressInfo;
    const call = httpRequest({ port, host: '127.0.0.1', path, method: 'POST', agent: false });
    call.setHeader('content-type', 'text/plain').setHeader('content-length', '4').write('ab');
    call.on('error', () => undefined);
    const answer = once(call, 'response').then(async ([response]) => {
      let text = '';
      for await (const chunk of response as IncomingMessage) text += String(chunk);
      return { status: (response as IncomingMessage).statusCode, text };
    });
    await vi.waitFor(() => expect(clock.pending).toBe(1), patience);
    return { call, answer };
  };

  it('is refused after a minute', async () => {
    const { answer, call } = await begin('/usual');
    const closed = once(call, 'close');
    await clock.advance(60_000);
    expect(await answer).toEqual({ status: 408, text: 'the body was not whole within 60 s' });
    await closed;
  });

  it('is waited for as long as its row says', async () => {
    const { answer, call } = await begin('/long');
    await clock.advance(hour - 1);
    call.end('cd');
    expect(await answer).toEqual({ status: 200, text: 'abcd' });
    await vi.waitFor(() => expect(clock.pending).toBe(0), patience);
  });
});
