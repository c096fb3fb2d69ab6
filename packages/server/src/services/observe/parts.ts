import { serviceUnavailable } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { orAborted } from './answer-cache.ts';
import type { Missing } from './reading.ts';

/** Milliseconds that one part may hold up the others. */
const partLimitMs = 5_000;

/** An answer made of parts that are read side by side: one that fails or is slow is named and left out. */
export interface Parts {
  readonly missing: Missing[];
  /** Undefined when the part could not be had. */
  read<T>(part: string, work: () => T | Promise<T>): Promise<T | undefined>;
  /** Throws the first failure when no part could be had. */
  requireAny(): void;
}

export const createParts = (clock: Clock, limitMs = partLimitMs): Parts => {
  const missing: Missing[] = [];
  let first: unknown;
  let had = 0;
  return {
    missing,
    read: async (part, work) => {
      const limit = new AbortController();
      const cancel = clock.after(limitMs, () =>
        limit.abort(serviceUnavailable(`no answer within ${limitMs / 1_000} s`)),
      );
      try {
        const value = await orAborted(Promise.resolve().then(work), limit.signal);
        had += 1;
        return value;
      } catch (error) {
        first ??= error;
        missing.push({ part, reason: error instanceof Error ? error.message : String(error) });
        return undefined;
      } finally {
        cancel();
      }
    },
    requireAny: () => {
      if (had === 0 && first !== undefined) throw first;
    },
  };
};
