import type { Clock } from '@binnacle/kube/clock';
import type { Source } from './source.ts';
import type { LogLine } from './types.ts';

/** A live line is held for so long, and no longer, for an older one of another log to come. */
const holdMs = 40;
export const mostAtOnce = 500;

/**
 * The lines that are due, oldest first. `isLive`: logs go on, so that a silent one is waited for only a moment; otherwise
 * each is waited for to its end, and the order is exact.
 */
export const takeDue = (sources: Iterable<Source>, { clock, isLive }: { clock: Clock; isLive: boolean }): LogLine[] => {
  const all = [...sources];
  const due: LogLine[] = [];
  const now = clock.now();
  while (due.length < mostAtOnce) {
    let oldest: Source | undefined;
    let isSilent = false;
    for (const source of all) {
      const head = source.peek();
      if (head === undefined) {
        if (isLive ? source.isBehind() : !source.isOver) return due;
        isSilent ||= !source.isOver;
      } else if (oldest === undefined || head.key < oldest.peek()!.key) oldest = source;
    }
    const head = oldest?.peek();
    if (oldest === undefined || head === undefined) return due;
    if (isLive && isSilent && now - head.arrivedAt < holdMs) return due;
    const { time, text } = oldest.take()!;
    due.push({ pod: oldest.pod, container: oldest.container, time, text });
  }
  return due;
};
