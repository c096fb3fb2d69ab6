import { serviceUnavailable } from '../api/index.ts';
import type { Clock } from '../clock/index.ts';
import { wentQuiet } from './watch-failure.ts';

/** Ends a connection on which nothing comes, so that a half-open one is noticed. */
export interface QuietLimit {
  /** Aborts when it was quiet for too long, when the owner stops, and on close. */
  readonly signal: AbortSignal;
  readonly wasQuiet: boolean;
  heard(): void;
  setLimit(ms: number): void;
  close(): void;
}

/** One timer runs, whatever the number of events: it looks at the last one's time when it fires. */
export const createQuietLimit = (clock: Clock, limitMs: number, owner: AbortSignal): QuietLimit => {
  const controller = new AbortController();
  let limit = limitMs;
  let heardAt = clock.now();
  let wasQuiet = false;
  let cancel = () => undefined as void;

  const onOwner = () => controller.abort(owner.reason);
  owner.addEventListener('abort', onOwner, { once: true });

  const check = () => {
    const left = heardAt + limit - clock.now();
    if (left > 0) {
      cancel = clock.after(left, check);
      return;
    }
    wasQuiet = true;
    controller.abort(wentQuiet(limit));
  };
  check();

  return {
    signal: controller.signal,
    get wasQuiet() {
      return wasQuiet;
    },
    heard: () => {
      heardAt = clock.now();
    },
    setLimit: (ms) => {
      limit = ms;
      cancel();
      check();
    },
    close: () => {
      cancel();
      owner.removeEventListener('abort', onOwner);
      // Also gives up an answer that was not read to its end.
      controller.abort(serviceUnavailable('closed'));
    },
  };
};
