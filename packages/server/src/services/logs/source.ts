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
  /** Reads what was written before: other logs' lines, which may be later ones, wait for its next. */
  isBehind(): boolean;
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
/** Others are held up no longer than this by one whose node's clock is slow, and whose lines are therefore all old. */
const longestBehindMs = 5_000;
const firstRetryMs = 500;
const longestRetryMs = 10_000;

export const openSource = (source: SourceOptions): Source => {
  const { pod, container, clock, signal, onNews, onState, options } = source;
  const queue: QueuedLine[] = [];
  const startedAt = clock.now();
  let heardAt: number | undefined;
  let behind: { since: number; key: string } | undefined;
  let isOver = false;
  let isFinishing = false;
  let hasRoom = () => {};
  let position = source.position && { key: momentKey(source.position.time) ?? '', ...source.position };

  /** What it says is old until a line comes that is written after this moment. */
  const fallBehind = (): void => {
    const since = clock.now();
    behind = { since, key: momentKey(new Date(since).toISOString()) ?? '' };
  };
  fallBehind();

  const push = async (lines: readonly StampedLine[], seen: { left: number; key: string }): Promise<void> => {
    heardAt = clock.now();
    for (const line of lines) {
      if (line.key < seen.key || (line.key === seen.key && seen.left-- > 0)) continue;
      const count = position?.key === line.key ? position.count + 1 : 1;
      position = { pod, container, key: line.key, time: line.time, count };
      queue.push({ ...line, arrivedAt: heardAt });
      if (behind !== undefined && line.key >= behind.key) behind = undefined;
    }
    onNews();
    if (queue.length < mostQueued) return;
    while (queue.length >= mostQueued && !signal.aborted) await new Promise<void>((resolve) => (hasRoom = resolve));
    heardAt = clock.now();
    fallBehind();
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
    isBehind: () => {
      if (isOver || behind === undefined) return false;
      const now = clock.now();
      if (now - behind.since >= longestBehindMs) return false;
      return heardAt === undefined ? now - startedAt < patienceMs : now - heardAt < quietMs;
    },
    get isOver() {
      return isOver && queue.length === 0;
    },
    finish: () => {
      isFinishing = true;
    },
  };
};
