import type { Cancel, Clock } from './clock.ts';
import { createManualClock } from './manual-clock.ts';

/**
 * A clock with a past: it starts some time ago and moves only when told, so that a cluster can live through days within
 * a moment; then it goes live and follows its base clock for good.
 */
export interface HistoryClock extends Clock {
  /** See ManualClock; both are errors once live. */
  advance(ms: number): Promise<void>;
  skip(ms: number): Promise<void>;
  /** Plays what is left of the past and hands all waiting timers to the base clock. */
  goLive(): Promise<void>;
}

interface Pending {
  at: number;
  run: () => void;
  cancel: Cancel;
}

/** Starts `ageMs` before the base clock's present. */
export const createHistoryClock = (base: Clock, ageMs: number): HistoryClock => {
  const past = createManualClock(base.now() - ageMs);
  const pending = new Set<Pending>();
  let live = false;

  const assertPast = () => {
    if (live) throw new Error('the clock is live: its time cannot be moved');
  };

  const after = (ms: number, fn: () => void): Cancel => {
    if (live) return base.after(ms, fn);
    const entry: Pending = {
      at: past.now() + Math.max(0, ms),
      run: () => {
        pending.delete(entry);
        fn();
      },
      cancel: () => undefined,
    };
    entry.cancel = past.after(ms, entry.run);
    pending.add(entry);
    return () => {
      pending.delete(entry);
      entry.cancel();
    };
  };

  return {
    now: () => (live ? base.now() : past.now()),
    after,
    advance: async (ms) => {
      assertPast();
      await past.advance(ms);
    },
    skip: async (ms) => {
      assertPast();
      await past.skip(ms);
    },
    goLive: async () => {
      assertPast();
      // Playing the past takes time itself; what is left gets shorter with each round.
      for (let left = base.now() - past.now(); left > 0; left = base.now() - past.now()) await past.advance(left);
      live = true;
      for (const entry of [...pending].sort((a, b) => a.at - b.at)) {
        entry.cancel();
        entry.cancel = base.after(entry.at - base.now(), entry.run);
      }
    },
  };
};
