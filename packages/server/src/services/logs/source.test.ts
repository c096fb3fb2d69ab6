import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type KubeClient } from '@binnacle/kube/client';
import { createManualClock, type ManualClock } from '@binnacle/kube/clock';
import { openSource, type Source } from './source.ts';

const opening = Date.parse('2026-11-21T14:00:00Z');

/** A kubelet that says what the test says. */
describe('the log of one container', () => {
  let server: Server;
  let client: KubeClient;
  let followed: Promise<ServerResponse>;
  beforeAll(async () => {
    let hasCome: (response: ServerResponse) => void;
    followed = new Promise((resolve) => (hasCome = resolve));
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.flushHeaders();
      hasCome(response);
      followed = new Promise((resolve) => (hasCome = resolve));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    client = createClient({ name: 'c', server: `http://127.0.0.1:${port}`, credentials: { type: 'none' } });
  });
  afterAll(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });

  const following = async (
    work: (open: { source: Source; clock: ManualClock; say: (atMs: number) => Promise<void> }) => Promise<void>,
  ) => {
    const clock = createManualClock(opening);
    const leave = new AbortController();
    let wake = () => {};
    const kubelet = followed;
    const source = openSource({
      client,
      namespace: 'shop',
      pod: 'cart',
      container: 'main',
      options: { follow: true },
      clock,
      signal: leave.signal,
      onNews: () => wake(),
      onState: () => {},
    });
    const response = await kubelet;
    const say = async (atMs: number) => {
      const heard = new Promise<void>((resolve) => (wake = resolve));
      response.write(`${new Date(opening + atMs).toISOString()} said\n`);
      await heard;
      source.take();
    };
    try {
      await work({ source, clock, say });
    } finally {
      leave.abort();
    }
  };

  it('is behind until its first line, for a moment', () =>
    following(async ({ source, clock }) => {
      expect(source.isBehind()).toBe(true);
      await clock.advance(499);
      expect(source.isBehind()).toBe(true);
      await clock.advance(1);
      expect(source.isBehind()).toBe(false);
    }));

  it('is behind while it tells of the past, until it is quiet', () =>
    following(async ({ source, clock, say }) => {
      await say(-60_000);
      expect(source.isBehind()).toBe(true);
      await clock.advance(49);
      await say(-59_000);
      await clock.advance(49);
      expect(source.isBehind()).toBe(true);
      await clock.advance(1);
      expect(source.isBehind()).toBe(false);
    }));

  it('is not behind once it tells of the present, however much it says', () =>
    following(async ({ source, clock, say }) => {
      await say(-60_000);
      await clock.advance(10);
      await say(5);
      expect(source.isBehind()).toBe(false);
      await clock.advance(10);
      await say(15);
      expect(source.isBehind()).toBe(false);
    }));

  it('of a node whose clock is slow holds others up for a while only', () =>
    following(async ({ source, clock, say }) => {
      for (let at = 0; at < 5_000; at += 40) {
        expect(source.isBehind()).toBe(true);
        await clock.advance(40);
        await say(at - 3_600_000);
      }
      expect(source.isBehind()).toBe(false);
    }));
});
