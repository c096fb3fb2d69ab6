import { forbidden, serviceUnavailable } from '@binnacle/kube/api';
import { createManualClock, createRng } from '@binnacle/kube/clock';
import { afterEach, describe, expect, it } from 'vitest';
import { createHealthCheck } from './health.ts';
import type { HealthCheck } from './health.ts';

const version = { gitVersion: 'v1.34.4' };
const refused = serviceUnavailable(
  'cluster "east" (https://127.0.0.1:1) cannot be reached: the connection was refused',
);

let running: HealthCheck | undefined;
afterEach(() => running?.stop());

const begin = (answer: (signal: AbortSignal) => Promise<{ gitVersion: string }>) => {
  const clock = createManualClock();
  const asked: number[] = [];
  const start = clock.now();
  const health = createHealthCheck({
    name: 'east',
    version: (signal) => {
      asked.push(clock.now() - start);
      return answer(signal);
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
    expect(health.status()).toEqual({ state: 'connecting' });
  });

  it('is connected with the version and the time of the last answer', async () => {
    const { clock, health, start } = begin(() => Promise.resolve(version));
    health.start();
    await clock.settle();
    expect(health.status()).toEqual({ state: 'connected', version: 'v1.34.4', lastConnectedAt: start });
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
      reason: 'cluster "east" gave no answer within 5 s',
    });
  });

  it('is connected when the version may not be read', async () => {
    const denied = forbidden({ group: '', plural: '' }, '', 'User "viewer" cannot get path "/version"');
    const { clock, health, start } = begin(() => Promise.reject(denied));
    health.start();
    await clock.settle();
    expect(health.status()).toEqual({ state: 'connected', lastConnectedAt: start });
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
