import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createSystemClock } from '@binnacle/kube/clock';
import { writeItems, type Items } from './item-stream.ts';

let stop: (() => Promise<unknown>) | undefined;
afterEach(() => stop?.());

/** Serves one answer, and tells when the server has done with it. */
const serve = async (answer: Items) => {
  let settled: void | Promise<void>;
  let long = false;
  const server = createServer((_, raw: ServerResponse) => {
    const onLong = () => (long = true);
    settled = writeItems(raw, { status: 200, headers: {}, clock: createSystemClock(), onLong }, answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const [reply] = (await once(request, 'response')) as [IncomingMessage];
  return { reply, settled: () => settled, long: () => long };
};

const textOf = async (reply: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** Numbers of `digits` digits, each its own place in the list. */
const numbers = (count: number, digits: number) =>
  Array.from({ length: count }, (_, i) => `${i}`.padStart(digits, '1'));

describe('writeItems', () => {
  it.each([
    ['nothing', []],
    ['one', ['1']],
    ['a few, as they are', numbers(5, 100_000)],
    ['many small ones, over several blocks', numbers(90_000, 7)],
    ['ones that end on a block', [...numbers(40, 65_535), ...numbers(3, 262_144)]],
    ['ones larger than a block', numbers(7, 700_001)],
  ])('sends %s as one JSON list, with its length', async (_, texts) => {
    const { reply, settled, long } = await serve({
      head: '{"é":[',
      items: texts.map((text) => Buffer.from(text)),
      tail: ']}',
    });
    const expected = `{"é":[${texts.join(',')}]}`;
    const text = await textOf(reply);
    await settled();
    expect(text === expected).toBe(true);
    expect(long()).toBe(Buffer.byteLength(expected) > 256 * 1024);
    expect(reply.headers['content-length']).toBe(String(Buffer.byteLength(expected)));
  });

  it('gives each of many readers their own, also when others leave before the end', async () => {
    const answerOf = (path: string): Items => ({
      head: '[',
      items: Array.from({ length: 200 }, (_, i) => Buffer.from(`"${path}-${i}-${'x'.repeat(1000)}"`)),
      tail: ']',
    });
    const server = createServer((request, raw) => {
      const target = { status: 200, headers: {}, clock: createSystemClock(), onLong: () => {} };
      void writeItems(raw, target, answerOf(request.url ?? ''));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    stop = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    const agent = new Agent({ keepAlive: true, maxSockets: 24 });
    const { port } = server.address() as AddressInfo;
    const ask = async (n: number): Promise<boolean> => {
      const request = get({ host: '127.0.0.1', port, agent, path: `/${n}` });
      const [reply] = (await once(request, 'response')) as [IncomingMessage];
      if (n % 5 === 0) {
        reply.destroy();
        return true;
      }
      const { head, items, tail } = answerOf(`/${n}`);
      return (await textOf(reply)) === `${head}${items.map(String).join(',')}${tail}`;
    };
    const right = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(n)));
    agent.destroy();
    expect(right.every(Boolean)).toBe(true);
  });

  it('waits for a slow client, and ends when it leaves', async () => {
    const item = Buffer.alloc(1_000_000, '1');
    const { reply, settled } = await serve({ head: '[', items: Array.from({ length: 200 }, () => item), tail: ']' });
    let done = false;
    void settled()!.then(() => (done = true));
    await once(reply, 'readable');
    expect(done).toBe(false);
    reply.destroy();
    await settled();
  });
});
