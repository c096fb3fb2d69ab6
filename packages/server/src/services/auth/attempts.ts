import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';
import { tooManyAttempts } from '../errors.ts';

export interface AttemptLimits {
  /** Failures before waiting starts. */
  free: number;
  /** The first wait in ms; doubles with each further failure. */
  firstWaitMs: number;
  longestWaitMs: number;
}

/** Counts failed sign-ins by address and by user, and makes each further try wait longer. */
export interface Attempts {
  /**
   * Counts a try as failed before it is checked, so that tries sent at once are all counted. Throws TooManyAttempts when
   * any key must still wait; the try is then not made.
   */
  begin(keys: readonly string[]): void;
  /** The try was right: the keys start afresh. */
  succeed(keys: readonly string[]): void;
}

interface Count {
  failures: number;
  /** Epoch ms. */
  waitUntil: number;
  lastTry: number;
}

const limits: AttemptLimits = { free: 5, firstWaitMs: 1_000, longestWaitMs: 60_000 };
/** Failures older than this are forgotten. */
const memoryMs = 15 * 60_000;
const keptKeys = 10_000;

export const createAttempts = (clock: Clock, { free, firstWaitMs, longestWaitMs } = limits): Attempts => {
  const counts = new BoundedMap<string, Count>(keptKeys);
  const current = (key: string, now: number): Count => {
    const count = counts.get(key);
    return count && now - count.lastTry < memoryMs ? count : { failures: 0, waitUntil: 0, lastTry: now };
  };
  return {
    begin: (keys) => {
      const now = clock.now();
      const wait = Math.max(...keys.map((key) => current(key, now).waitUntil - now));
      if (wait > 0) throw tooManyAttempts(Math.ceil(wait / 1_000));
      for (const key of keys) {
        const failures = current(key, now).failures + 1;
        const pause = failures < free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures - free, 30));
        counts.set(key, { failures, waitUntil: now + pause, lastTry: now });
      }
    },
    succeed: (keys) => keys.forEach((key) => counts.delete(key)),
  };
};
