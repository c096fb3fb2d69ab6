import type { Clock } from './clock.ts';

/** A clock that moves only when told: for tests, and for a simulated cluster that is paused or hurried. */
export interface ManualClock extends Clock {
  /**
   * Moves time on by `ms`, running due timers in order of their moment (then of their making). After each timer, all
   * promise work it started is finished before the next one runs, so that a run is repeatable.
   */
  advance(ms: number): Promise<void>;
  /**
   * Moves time on by `ms` at once, as after a machine's sleep: each timer that fell due meanwhile runs one time, late.
   * Periodic work costs one run instead of thousands.
   */
  skip(ms: number): Promise<void>;
  /** Lets promise work under way finish without moving time. */
  settle(): Promise<void>;
  /** Timers that wait. */
  readonly pending: number;
}

interface Timer {
  at: number;
  order: number;
  fn: () => void;
}

/** One turn of the event loop: every chain of resolved promises ends before it. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that starts at `start` (epoch ms). */
export const createManualClock = (start = Date.UTC(2026, 0, 5, 9, 0, 0)): ManualClock => {
  let now = start;
  let order = 0;
  const timers: Timer[] = [];

  const insert = (timer: Timer) => {
    let low = 0;
    let high = timers.length;
    // Kept latest first, so that the next one is popped from the end.
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = timers[middle] as Timer;
      if (other.at > timer.at || (other.at === timer.at && other.order > timer.order)) low = middle + 1;
      else high = middle;
    }
    timers.splice(low, 0, timer);
  };

  const advance = async (ms: number) => {
    const end = now + ms;
    await turn();
    for (let next = timers.at(-1); next !== undefined && next.at <= end; next = timers.at(-1)) {
      timers.pop();
      now = Math.max(now, next.at);
      next.fn();
      await turn();
    }
    now = end;
  };

  return {
    now: () => now,
    after: (ms, fn) => {
      const timer: Timer = { at: now + Math.max(0, ms), order: order++, fn };
      insert(timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      };
    },
    advance,
    skip: async (ms) => {
      await turn();
      now += ms;
      await advance(0);
    },
    settle: turn,
    get pending() {
      return timers.length;
    },
  };
};
