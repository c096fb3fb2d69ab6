/** Time and chance as the client needs them; a test passes its own. */
export interface Timers {
  /** Calls back once after `ms` milliseconds; returns the cancel. */
  after: (ms: number, callback: () => void) => () => void;
  /** Epoch ms. */
  now: () => number;
  /** 0 ≤ x < 1. */
  random: () => number;
}

export const platformTimers: Timers = {
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  now: () => Date.now(),
  random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
};
