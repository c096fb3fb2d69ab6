import type { KubeClient, LogOptions } from '@binnacle/kube/client';
import { sleep, type Clock } from '@binnacle/kube/clock';
import { momentKey } from './log-time.ts';
import { readLines, type StampedLine } from './read-lines.ts';
import type { LogPosition, SourceState } from './types.ts';

/** One container's log, read ahead a little. */
export interface Source {
  readonly pod: string;
  readonly container: string;
  /** The oldest line that was read and not taken. */
  peek(): QueuedLine | undefined;
  take(): QueuedLine | undefined;
  /** Nothing older than what other logs have now is to be expected from it. */
  isSettled(): boolean;
  readonly isOver: boolean;
  /** Its Pod is gone: what was written is read to its end, and no more is waited for. */
  finish(): void;
}

export interface QueuedLine extends StampedLine {
  /** Epoch ms. */
  arrivedAt: number;
}

export interface SourceOptions {
  client: KubeClient;
  namespace: string;
  pod: string;
  container: string;
  options: Pick<LogOptions, 'follow' | 'previous' | 'tailLines' | 'sinceSeconds'>;
  position?: LogPosition | undefined;
  clock: Clock;
  signal: AbortSignal;
  onNews: () => void;
  onState: (state: SourceState) => void;
}

/** Lines read and not taken; beyond it the kubelet is not read. */
const mostQueued = 500;
/** Quiet for so long: it has given all that it had. */
const quietMs = 50;
/** A container that has written nothing yet answers with its first line. */
const patienceMs = 500;
const firstRetryMs = 500;
const longestRetryMs = 10_000;

export const openSource = (source: SourceOptions): Source => {
  const { pod, container, clock, signal, onNews, onState, options } = source;
  const queue: QueuedLine[] = [];
  const startedAt = clock.now();
  let heardAt: number | undefined;
  let isOver = false;
  let isFinishing = false;
  let hasRoom = () => {};
  let position = source.position && { key: momentKey(source.position.time) ?? '', ...source.position };

  const push = async (lines: readonly StampedLine[], seen: { left: number; key: string }): Promise<void> => {
    heardAt = clock.now();
    for (const line of lines) {
      if (line.key < seen.key || (line.key === seen.key && seen.left-- > 0)) continue;
      const count = position?.key === line.key ? position.count + 1 : 1;
      position = { pod, container, key: line.key, time: line.time, count };
      queue.push({ ...line, arrivedAt: heardAt });
    }
    onNews();
    while (queue.length >= mostQueued && !signal.aborted) await new Promise<void>((resolve) => (hasRoom = resolve));
    heardAt = clock.now();
  };

  const readOnce = async (): Promise<void> => {
    const from: LogOptions =
      position === undefined
        ? options
        : { follow: options.follow ?? false, previous: options.previous ?? false, sinceTime: position.time };
    const stream = await source.client.log(
      { namespace: source.namespace, name: pod },
      { ...from, container, timestamps: true, signal },
    );
    onState({ pod, container, state: 'open' });
    const seen = { left: position?.count ?? 0, key: position?.key ?? '' };
    for await (const lines of readLines(stream)) await push(lines, seen);
  };

  const read = async (): Promise<void> => {
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, longestRetryMs)) {
      let reason = 'the log has ended';
      const before = position;
      try {
        await readOnce();
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
      if (signal.aborted) return;
      if (options.follow !== true || isFinishing) return onState({ pod, container, state: 'ended', reason });
      onState({ pod, container, state: 'waiting', reason });
      if (position !== before) retryMs = firstRetryMs;
      await sleep(clock, retryMs, signal).catch(() => undefined);
    }
  };

  void read().finally(() => {
    isOver = true;
    onNews();
  });
  signal.addEventListener('abort', () => hasRoom(), { once: true });

  return {
    pod,
    container,
    peek: () => queue[0],
    take: () => {
      const line = queue.shift();
      if (queue.length < mostQueued) hasRoom();
      return line;
    },
    isSettled: () => {
      const now = clock.now();
      return isOver || (heardAt === undefined ? now - startedAt >= patienceMs : now - heardAt >= quietMs);
    },
    get isOver() {
      return isOver && queue.length === 0;
    },
    finish: () => {
      isFinishing = true;
    },
  };
};
