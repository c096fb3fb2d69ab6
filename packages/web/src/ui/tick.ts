import { useSyncExternalStore } from 'react';

/** One clock for the whole page: it ticks each second while somebody listens. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of [...listeners]) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/** A text that depends on the current time: the component is drawn again only when the text differs. */
export const useTicking = (textAt: (nowMs: number) => string): string =>
  useSyncExternalStore(subscribe, () => textAt(Date.now()));
