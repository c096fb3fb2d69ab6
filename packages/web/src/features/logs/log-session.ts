import {
  backoffMs,
  fromThrown,
  isAbort,
  isTransient,
  platformTimers,
  type ConsoleClient,
  type ConsoleError,
} from '@binnacle/api/client';
import { createLogBuffer, type LogLine } from './log-buffer.ts';

/** Lines held; older ones make room. */
export const logCapacity = 10_000;
/** The screen follows at most this often, however fast lines come. */
const drawMs = 100;

export type LogPhase =
  | { phase: 'loading' }
  | { phase: 'following' }
  /** The stream ended: the container ended, or following was not asked for. */
  | { phase: 'ended' }
  | { phase: 'waiting'; error: ConsoleError }
  | { phase: 'failed'; error: ConsoleError };

export interface LogSnapshot {
  lines: readonly LogLine[];
  dropped: number;
  state: LogPhase;
}

export interface LogRequest {
  clusterId: number;
  namespace: string;
  name: string;
  container: string;
  previous: boolean;
  follow: boolean;
  tailLines: number;
}

export interface LogSession {
  subscribe: (listener: () => void) => () => void;
  snapshot: () => LogSnapshot;
  start: () => void;
  stop: () => void;
  clear: () => void;
}

/** Seconds since a moment, rounded up, for `sinceSeconds` after a reconnect. */
const secondsSince = (time: string): number => Math.max(1, Math.ceil((Date.now() - Date.parse(time)) / 1000) + 2);

/** Reads one container's log into a bounded buffer; a lost connection resumes where it broke off. */
export const createLogSession = (client: Pick<ConsoleClient, 'logs'>, request: LogRequest): LogSession => {
  const buffer = createLogBuffer(logCapacity);
  const listeners = new Set<() => void>();
  let state: LogPhase = { phase: 'loading' };
  let current: LogSnapshot = { lines: [], dropped: 0, state };
  let running: AbortController | undefined;
  let drawTimer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;

  const draw = (): void => {
    clearTimeout(drawTimer);
    drawTimer = undefined;
    current = { lines: buffer.lines(), dropped: buffer.dropped(), state };
    for (const listener of listeners) listener();
  };
  const set = (next: LogPhase): void => {
    state = next;
    draw();
  };

  const read = async (signal: AbortSignal): Promise<void> => {
    const { tailLines, ...rest } = request;
    const from = buffer.lastTime();
    if (from !== '') buffer.resume();
    const since = from === '' ? { tailLines } : { sinceSeconds: secondsSince(from) };
    const response = await client.logs({ ...rest, ...since, timestamps: true }, { signal });
    set(request.follow ? { phase: 'following' } : { phase: 'loading' });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) break;
      attempt = 0;
      if (buffer.push(part.value) > 0) drawTimer ??= setTimeout(draw, drawMs);
    }
    buffer.flush();
    set({ phase: 'ended' });
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    try {
      await read(signal);
    } catch (thrown) {
      if (signal.aborted || isAbort(thrown)) return;
      const error = fromThrown(thrown);
      if (!isTransient(error) || !request.follow) {
        set({ phase: 'failed', error });
        return;
      }
      attempt += 1;
      const cancel = platformTimers.after(backoffMs(attempt, platformTimers.random), () => void run(signal));
      signal.addEventListener('abort', cancel, { once: true });
      set({ phase: 'waiting', error });
    }
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => current,
    start: () => {
      if (running !== undefined) return;
      running = new AbortController();
      void run(running.signal);
    },
    stop: () => {
      running?.abort();
      running = undefined;
      clearTimeout(drawTimer);
      drawTimer = undefined;
    },
    clear: () => {
      // The newest timestamp is kept by the ids that go on: only what is shown goes.
      buffer.clear();
      draw();
    },
  };
};
