import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findKind } from '../api/index.ts';
import { createClient } from '../client/index.ts';
import type { KubeClient } from '../client/index.ts';
import { createManualClock, createRng } from '../clock/index.ts';
import { createCachePool } from './cache-pool.ts';
import type { CachePool } from './cache-pool.ts';
import { startListWatchServer } from './list-watch-server.ts';
import type { ListWatchServer } from './list-watch-server.ts';

const pods = findKind({ group: '', plural: 'pods' })!;
const secrets = findKind({ group: '', plural: 'secrets' })!;
const eventually = { timeout: 10_000, interval: 5 };
const idleMs = 60_000;

const clock = createManualClock();
let server: ListWatchServer;
let client: KubeClient;
let pool: CachePool;

beforeEach(async () => {
  server = await startListWatchServer();
  client = createClient(server.target);
  pool = createCachePool({ client, clock, rng: createRng(1), idleMs, settings: { quietMs: 1e9, listQuietMs: 1e9 } });
});
afterEach(async () => {
  await pool.close();
  await client.close();
  await server.stop();
});

describe('a cache pool', () => {
  it('starts one cache per kind, on first need', async () => {
    expect(server.requests).toEqual([]);
    await Promise.all([pool.get(pods).ready(), pool.get(pods).ready(), pool.get(secrets).ready()]);
    expect(pool.get(pods)).toBe(pool.get(pods));
    expect(server.requests.map(({ path }) => path).sort()).toEqual(['/api/v1/pods', '/api/v1/secrets']);
    expect(pool.running.map(({ kind }) => kind.plural)).toEqual(['pods', 'secrets']);
  });

  it('stops what nobody uses, and starts it again when somebody does', async () => {
    server.put({ name: 'a' });
    const cache = pool.get(pods);
    await cache.ready();
    const off = cache.view({}).onChange(() => undefined);
    await pool.get(secrets).ready();
    await clock.advance(idleMs * 2);
    expect(pool.running.map(({ kind }) => kind.plural)).toEqual(['pods']);
    await vi.waitFor(() => expect(server.watches).toBe(1), eventually);
    off();
    await clock.advance(idleMs * 2);
    expect(pool.running).toEqual([]);
    await vi.waitFor(() => expect(server.watches).toBe(0), eventually);
    expect(cache.size).toBe(0);
    await pool.get(pods).ready();
    expect(pool.get(pods).size).toBe(1);
  });

  it('stops a kind when told, and everything when closed', async () => {
    await Promise.all([pool.get(pods).ready(), pool.get(secrets).ready()]);
    await pool.release(pods);
    await vi.waitFor(() => expect(server.watches).toBe(1), eventually);
    await pool.close();
    await vi.waitFor(() => expect(server.watches).toBe(0), eventually);
    expect(clock.pending).toBe(0);
    expect(() => pool.get(pods)).toThrow('the cache pool is closed');
  });
});
