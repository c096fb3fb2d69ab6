import type { Cancel, Clock } from './clock.ts';

/** A clock whose pace can be changed while it runs. */
export interface PacedClock extends Clock {
  /** Seconds of this clock per second of its base; 0: it stands still. */
  readonly rate: number;
  /** What waits comes as much sooner or later. */
  setRate(rate: number): void;
}

interface Waiting {
  at: number;
  fn: () => void;
  cancel: Cancel;
}

/** Starts at `start` (epoch ms; the base's present unless given) and runs `rate` times as fast as its base. */
export const createPacedClock = (base: Clock, { rate: firstRate = 1, start = base.now() } = {}): PacedClock => {
  let rate = firstRate;
  let since = base.now();
  let origin = start;
  const waiting = new Set<Waiting>();

  const now = () => origin + Math.floor((base.now() - since) * rate);

  const arm = (entry: Waiting) => {
    if (rate === 0) return;
    entry.cancel = base.after(Math.ceil((entry.at - now()) / rate), () => {
      // A base may call early when the wait is longer than it can count.
      if (now() < entry.at) return arm(entry);
      waiting.delete(entry);
      entry.fn();
    });
  };

  return {
    now,
    after: (ms, fn) => {
      const entry: Waiting = { at: now() + Math.max(0, ms), fn, cancel: () => undefined };
      waiting.add(entry);
      arm(entry);
      return () => {
        waiting.delete(entry);
        entry.cancel();
      };
    },
    get rate() {
      return rate;
    },
    setRate: (wanted) => {
      origin = now();
      since = base.now();
      rate = wanted;
      for (const entry of [...waiting].sort((a, b) => a.at - b.at)) {
        entry.cancel();
        arm(entry);
      }
    },
  };
};
