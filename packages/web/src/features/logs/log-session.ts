import type { LogSource } from '@binnacle/api';
import type {
  ConsoleClient,
  ConsoleError,
  EventStream,
  LiveLogsQuery,
  LogPositions,
  StreamState,
} from '@binnacle/api/client';
import { createLogBuffer, type LogLine } from './log-buffer.ts';

/** Lines held; older ones make room. */
export const logCapacity = 10_000;
/** The screen follows at most this often, however fast lines come. */
const drawMs = 100;
/** A log that was opened and gives no line for so long is said to have none yet. */
const quietMs = 1_500;

export type LogPhase =
  /** It is not known yet whether there are lines. */
  | { phase: 'loading' }
  | { phase: 'following' }
  /** All that was asked for has ended. */
  | { phase: 'ended' }
  | { phase: 'waiting'; error: ConsoleError }
  | { phase: 'failed'; error: ConsoleError };

export interface LogSnapshot {
  lines: readonly LogLine[];
  dropped: number;
  state: LogPhase;
  /** As they came to be known. */
  sources: readonly LogSource[];
}

export interface LogSession {
  subscribe: (listener: () => void) => () => void;
  snapshot: () => LogSnapshot;
  start: () => void;
  /** What is held stays; `start` goes on behind it. */
  stop: () => void;
  retryNow: () => void;
}

/** Reads the logs of one or many containers, merged, into a bounded buffer; a lost connection goes on where it broke off. */
export const createLogSession = (client: Pick<ConsoleClient, 'followLogs'>, query: LiveLogsQuery): LogSession => {
  const buffer = createLogBuffer(logCapacity);
  const sources = new Map<string, LogSource>();
  const positions: LogPositions = new Map();
  const listeners = new Set<() => void>();
  let state: LogPhase = { phase: 'loading' };
  let current: LogSnapshot = { lines: [], dropped: 0, state, sources: [] };
  let stream: EventStream | undefined;
  let drawTimer: ReturnType<typeof setTimeout> | undefined;
  let quietTimer: ReturnType<typeof setTimeout> | undefined;

  const draw = (): void => {
    clearTimeout(drawTimer);
    drawTimer = undefined;
    current = { lines: buffer.lines(), dropped: buffer.dropped(), state, sources: [...sources.values()] };
    for (const listener of listeners) listener();
  };
  const set = (next: LogPhase): void => {
    state = next;
    draw();
  };
  const noMoreQuiet = (): void => {
    clearTimeout(quietTimer);
    quietTimer = undefined;
  };
  const stop = (): void => {
    stream?.close();
    stream = undefined;
    clearTimeout(drawTimer);
    drawTimer = undefined;
    noMoreQuiet();
  };
  /** There are lines, or were none for a while. */
  const follow = (): void => {
    noMoreQuiet();
    if (state.phase === 'loading' || state.phase === 'waiting') set({ phase: 'following' });
  };
  const onState = (told: StreamState): void => {
    if (told.state === 'open') {
      if (buffer.lines().length > 0) return follow();
      if (state.phase === 'waiting') set({ phase: 'loading' });
      quietTimer ??= setTimeout(follow, quietMs);
    } else if (told.state === 'waiting') {
      noMoreQuiet();
      set({ phase: 'waiting', error: told.error });
    } else if (told.state === 'closed' && told.error !== undefined) set({ phase: 'failed', error: told.error });
  };
  const onSources = (told: readonly LogSource[]): void => {
    for (const source of told) sources.set(`${source.pod}/${source.container}`, source);
    // Of a former run nothing more is to come; anything else may begin again, and the server watches for it.
    const isOver = query.previous === true && [...sources.values()].every((source) => source.state === 'ended');
    set(isOver ? { phase: 'ended' } : state.phase === 'ended' ? { phase: 'following' } : state);
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => current,
    start: () => {
      if (stream !== undefined || state.phase === 'ended') return;
      stream = client.followLogs(
        query,
        {
          onState,
          onSources,
          onLines: (lines) => {
            buffer.push(lines);
            follow();
            drawTimer ??= setTimeout(draw, drawMs);
          },
        },
        positions,
      );
    },
    stop,
    retryNow: () => stream?.retryNow(),
  };
};
