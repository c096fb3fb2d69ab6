import { fromThrown, type ConsoleError } from '@binnacle/api/client';

/** How one of many calls goes. */
export type Outcome =
  | { state: 'waiting' | 'running' }
  /** `answer`: what the call resolved to. */
  | { state: 'done'; answer: unknown }
  | { state: 'failed'; error: ConsoleError };

export interface RunAllOptions<T> {
  run: (target: T) => Promise<unknown>;
  /** Told at each step of each target, by its place in the list. */
  onOutcome: (index: number, outcome: Outcome) => void;
  /** Aborted: no further target is begun; those under way are waited for. */
  signal: AbortSignal;
}

/** Calls under way at once: enough to be quick, few enough not to be a load on the cluster. */
const atOnce = 4;

/** Calls `run` for each target, whatever becomes of the others. Resolves to whether all went well. */
export const runAll = async <T>(targets: readonly T[], options: RunAllOptions<T>): Promise<boolean> => {
  const { run, onOutcome, signal } = options;
  let next = 0;
  let well = true;
  const work = async (): Promise<void> => {
    while (!signal.aborted && next < targets.length) {
      const index = next;
      next += 1;
      onOutcome(index, { state: 'running' });
      try {
        onOutcome(index, { state: 'done', answer: await run(targets[index] as T) });
      } catch (error) {
        well = false;
        onOutcome(index, { state: 'failed', error: fromThrown(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, targets.length) }, work));
  return well && next === targets.length;
};
