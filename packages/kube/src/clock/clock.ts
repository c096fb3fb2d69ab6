/** Stops a timer. Calling it twice does nothing. */
export type Cancel = () => void;

/** The only owner of time: everything that waits or stamps takes one. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fn` once after `ms`. */
  after(ms: number, fn: () => void): Cancel;
}

const longestTimeout = 2 ** 31 - 1;

/** The machine's clock. Timers do not keep the process alive unless `keepAlive` is set. */
export const createSystemClock = ({ keepAlive = false } = {}): Clock => ({
  now: () => Date.now(),
  after: (ms, fn) => {
    const timer = setTimeout(fn, Math.min(Math.max(0, ms), longestTimeout));
    if (!keepAlive) timer.unref();
    return () => clearTimeout(timer);
  },
});

/** Resolves after `ms` of the clock's time; rejects with the signal's reason when aborted. */
export const sleep = (clock: Clock, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
