import type { Rng } from '../clock/index.ts';

export interface BackoffSettings {
  /** The first wait, in ms. */
  initialMs: number;
  /** The longest wait, in ms. */
  maxMs: number;
}

/**
 * How long to wait after the nth failure in a row (from 1): doubled each time, and somewhere between half and all of it,
 * so that those who failed together do not come back together.
 */
export const backoffMs = (failures: number, { initialMs, maxMs }: BackoffSettings, rng: Rng): number => {
  const full = Math.min(maxMs, initialMs * 2 ** Math.min(failures - 1, 30));
  return full * (0.5 + rng.next() / 2);
};
