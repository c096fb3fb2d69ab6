import type { ApiError } from '../api/index.ts';
import type { Clock, Rng } from '../clock/index.ts';
import { backoffMs } from './backoff.ts';
import type { BackoffSettings } from './backoff.ts';

/**
 * What all caches of one cluster pass on their way to the API server. A few at a time may list or open a watch; once the
 * server fails, one at a time may try, after growing waits, until one gets through. A loss that ends fifty watches thus
 * costs the server a handful of requests, not fifty per round.
 */
export interface ReconnectGate {
  /**
   * Waits for a turn. The answer must be called once with the outcome: `undefined` for success, else the error that
   * concerns the server as a whole. `onFailing` hears the others' failures while waiting. Rejects with the signal's reason.
   */
  enter(
    signal: AbortSignal,
    onFailing: (error: ApiError, failures: number) => void,
  ): Promise<(failure?: ApiError) => void>;
}

interface Waiter {
  admit: () => void;
  onFailing: (error: ApiError, failures: number) => void;
}

export interface GateOptions {
  clock: Clock;
  rng: Rng;
  backoff: BackoffSettings;
  /** Turns given at once while the server is well. */
  concurrency?: number;
}

export const createReconnectGate = ({ clock, rng, backoff, concurrency = 4 }: GateOptions): ReconnectGate => {
  const waiting = new Set<Waiter>();
  let inside = 0;
  let failures = 0;
  let holding = false;

  const admit = () => {
    for (const waiter of waiting) {
      if (holding || inside >= (failures > 0 ? 1 : concurrency)) return;
      waiting.delete(waiter);
      inside += 1;
      waiter.admit();
    }
  };

  const leave = (failure: ApiError | undefined) => {
    inside -= 1;
    if (failure === undefined) {
      failures = 0;
    } else {
      // Those let in together fail together: that is one failure to wait for.
      if (!holding) {
        failures += 1;
        for (const waiter of waiting) waiter.onFailing(failure, failures);
        holding = true;
        clock.after(backoffMs(failures, backoff, rng), () => {
          holding = false;
          admit();
        });
      }
    }
    admit();
  };

  return {
    enter: (signal, onFailing) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error);
        const onAbort = () => {
          waiting.delete(waiter);
          reject(signal.reason as Error);
        };
        const waiter: Waiter = {
          onFailing,
          admit: () => {
            signal.removeEventListener('abort', onAbort);
            let left = false;
            resolve((failure) => {
              if (left) return;
              left = true;
              leave(failure);
            });
          },
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.add(waiter);
        admit();
      }),
  };
};
