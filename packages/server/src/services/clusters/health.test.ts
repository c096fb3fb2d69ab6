import { serviceUnavailable, unauthorized } from '@binnacle/kube/api';
import { createManualClock, createRng, sleep } from '@binnacle/kube/clock';
import { afterEach, describe, expect, it } from 'vitest';
import { createHealthCheck } from './health.ts';
import type { HealthCheck } from './health.ts';
import type { Probe } from './probe.ts';

const version = { version: 'v1.34.4' };
const refused = serviceUnavailable(
  'cluster "east" (https://127.0.0.1:1) cannot be reached: the connection was refused',
);

let running: HealthCheck | undefined;
afterEach(() => running?.stop());

const begin = (answer: (signal: AbortSignal, counts: boolean) => Promise<Probe>) => {
  const clock = createManualClock();
  const asked: number[] = [];
  const start = clock.now();
  const health = createHealthCheck({
    name: 'east',
    probe: (signal, counts) => {
      asked.push(clock.now() - start);
      return answer(signal, counts);
    },
    clock,
    rng: createRng(1),
  });
  running = health;
  return { clock, asked, start, health };
};

describe('createHealthCheck', () => {
  it('is connecting until the first answer', () => {
    const { health } = begin(() => new Promise(() => undefined));
    health.start();
    expect(health.status()).toEqual({ state: 'connecting', health: 'unknown' });
  });

  it('is connected with the version and the time of the last answer', async () => {
    const { clock, health, start } = begin(() => Promise.resolve(version));
    health.start();
    await clock.settle();
    expect(health.status()).toEqual({
      state: 'connected',
      health: 'healthy',
      version: 'v1.34.4',
      lastConnectedAt: start,
    });
  });

  it('asks again about every 15 s, never at exactly the same distance', async () => {
    const { clock, health, asked } = begin(() => Promise.resolve(version));
    health.start();
    await clock.advance(60_000);
    const distances = asked.slice(1).map((at, index) => at - asked[index]!);
    expect(distances.length).toBeGreaterThanOrEqual(3);
    expect(distances.every((ms) => ms >= 12_000 && ms <= 18_000)).toBe(true);
    expect(new Set(distances).size).toBe(distances.length);
  });

  it('says why a cluster is unreachable, keeps what was known, and asks less and less often', async () => {
    let up = true;
    const { clock, health, asked, start } = begin(() => (up ? Promise.resolve(version) : Promise.reject(refused)));
    health.start();
    await clock.settle();
    up = false;
    await clock.advance(18_000);
    expect(health.status()).toEqual({
      state: 'unreachable',
      health: 'warning',
      reason: refused.message,
      version: 'v1.34.4',
      lastConnectedAt: start,
    });
    asked.length = 0;
    await clock.advance(120_000);
    const distances = asked.slice(1).map((at, index) => at - asked[index]!);
    expect(Math.max(...distances)).toBeLessThanOrEqual(36_000);
    expect(asked.length).toBeLessThan(12);
  });

  it('is connected again by itself, without the old reason', async () => {
    let up = false;
    const { clock, health } = begin(() => (up ? Promise.resolve(version) : Promise.reject(refused)));
    health.start();
    await clock.advance(5_000);
    up = true;
    await clock.advance(40_000);
    expect(health.status()).toMatchObject({ state: 'connected', version: 'v1.34.4' });
    expect(health.status()).not.toHaveProperty('reason');
  });

  it('gives up on a server that says nothing', async () => {
    const { clock, health } = begin(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
    );
    health.start();
    await clock.advance(5_000);
    expect(health.status()).toEqual({
      state: 'unreachable',
      health: 'warning',
      reason: 'cluster "east" gave no answer within 5 s',
    });
  });

  it('goes from healthy through warning and error to unavailable, by failures in a row, and back at once', async () => {
    let up = true;
    const { clock, health } = begin(() => (up ? Promise.resolve(version) : Promise.reject(refused)));
    const seen: string[] = [];
    health.start();
    await clock.settle();
    up = false;
    for (let second = 0; second < 200; second += 1) {
      const { health: now } = health.status();
      if (seen.at(-1) !== now) seen.push(now);
      await clock.advance(1_000);
    }
    expect(seen).toEqual(['healthy', 'warning', 'error', 'unavailable']);
    up = true;
    await clock.advance(36_000);
    expect(health.status().health).toBe('healthy');
  });

  it('is in error at once when the credentials are refused', async () => {
    const { clock, health } = begin(() => Promise.reject(unauthorized()));
    health.start();
    await clock.settle();
    expect(health.status()).toMatchObject({ state: 'unreachable', health: 'error', reason: 'Unauthorized' });
  });

  it('warns of a slow answer', async () => {
    const { clock, health } = begin(async () => {
      await sleep(clock, 3_000);
      return version;
    });
    health.start();
    await clock.advance(3_000);
    expect(health.status()).toMatchObject({
      state: 'connected',
      health: 'warning',
      reason: 'cluster "east" took 3.0 s to answer',
    });
  });

  it('counts with the first answer, with every fourth, and with the first one after a failure', async () => {
    let up = true;
    const counted: boolean[] = [];
    const { clock, health } = begin((_signal, counts) => {
      counted.push(counts);
      return up ? Promise.resolve({ ...version, ...(counts ? { nodeCount: 3 } : {}) }) : Promise.reject(refused);
    });
    health.start();
    while (counted.length < 5) await clock.advance(1_000);
    expect(counted).toEqual([true, false, false, false, true]);
    expect(health.status().nodeCount).toBe(3);
    up = false;
    while (counted.length < 6) await clock.advance(1_000);
    up = true;
    while (counted.length < 7) await clock.advance(1_000);
    expect(counted.slice(5)).toEqual([false, true]);
  });

  it('keeps what was known over a restart, and takes in what others found', () => {
    const health = createHealthCheck({
      name: 'east',
      probe: () => new Promise(() => undefined),
      clock: createManualClock(),
      rng: createRng(1),
      known: { version: 'v1.30.0', podCount: 7, lastConnectedAt: 5 },
    });
    expect(health.status()).toEqual({
      state: 'connecting',
      health: 'unknown',
      version: 'v1.30.0',
      podCount: 7,
      lastConnectedAt: 5,
    });
    health.report({ version: 'v1.31.0' });
    expect(health.status()).toMatchObject({ state: 'connected', health: 'healthy', version: 'v1.31.0', podCount: 7 });
  });

  it('leaves no timer when stopped', async () => {
    const { clock, health } = begin(() => Promise.resolve(version));
    health.start();
    await clock.settle();
    health.stop();
    await clock.settle();
    expect(clock.pending).toBe(0);
  });
});
