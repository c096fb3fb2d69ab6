import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createSystemClock } from '@binnacle/kube/clock';
import { writeItems, type Items } from './item-stream.ts';

let stop: (() => Promise<unknown>) | undefined;
afterEach(() => stop?.());

/** Serves one answer, and tells when the server has done with it. */
const serve = async (answer: Items) => {
  let settled: Promise<void> | undefined;
  const server = createServer((_, raw: ServerResponse) => {
    settled = writeItems(raw, { status: 200, headers: {}, clock: createSystemClock() }, answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const [reply] = (await once(request, 'response')) as [IncomingMessage];
  return { reply, settled: () => settled };
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
    const { reply, settled } = await serve({
      head: '{"é":[',
      items: texts.map((text) => Buffer.from(text)),
      tail: ']}',
    });
    const expected = `{"é":[${texts.join(',')}]}`;
    const text = await textOf(reply);
    await settled();
    expect(text === expected).toBe(true);
    expect(reply.headers['content-length']).toBe(String(Buffer.byteLength(expected)));
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
