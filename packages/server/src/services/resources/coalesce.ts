import type { Clock } from '@binnacle/kube/clock';

export interface CoalescerOptions {
  clock: Clock;
  /** Milliseconds between the starts of two runs. */
  intervalMs: number;
  /** A promise means that its reader is slow: nothing runs until it settles. */
  run: () => void | Promise<void>;
}

export interface Coalescer {
  /** Something changed: run now if the interval allows, else once when it does. */
  poke(): void;
  stop(): void;
}

/** However often it is poked, at most one run is due, so a burst or a slow reader costs no memory. */
export const createCoalescer = ({ clock, intervalMs, run }: CoalescerOptions): Coalescer => {
  let due = false;
  /** True while the interval passes or a slow reader is waited for. */
  let held = 0;
  let stopped = false;
  let cancel: (() => void) | undefined;

  const release = () => {
    held -= 1;
    if (held === 0 && due) start();
  };

  const start = () => {
    if (stopped) return;
    due = false;
    held = 1;
    cancel = clock.after(intervalMs, release);
    const busy = run();
    if (busy === undefined) return;
    held += 1;
    // A reader that failed has left: its stream ends by its own signal.
    busy.then(release, release);
  };

  return {
    poke: () => {
      due = true;
      if (held === 0) start();
    },
    stop: () => {
      stopped = true;
      cancel?.();
    },
  };
};
