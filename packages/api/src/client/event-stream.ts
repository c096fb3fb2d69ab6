import { ConsoleError, fromThrown, isTransient, toConsoleError } from './console-error.ts';
import { createSseParser, type SseEvent } from './sse-parser.ts';
import { platformTimers, type Timers } from './timers.ts';

/**
 * What a reader may show about a stream. `waiting`: the connection was lost or refused for now and will be tried
 * again after `retryInMs`; `heardAt` (epoch ms) is the last sign of life, if there ever was one. `closed` with an error: trying again would not help (forbidden, bad request, …).
 */
export type StreamState =
  | { state: 'connecting'; attempt: number }
  | { state: 'open' }
  | { state: 'waiting'; attempt: number; retryInMs: number; error: ConsoleError; heardAt?: number }
  | { state: 'closed'; error?: ConsoleError };

export interface EventStreamOptions {
  /** Opens the answer; must honour the signal. */
  open: (signal: AbortSignal) => Promise<Response>;
  /** The server's `error` event is not passed on, since it ends the connection, unless `errorGoesOn`. */
  onEvent: (event: SseEvent) => void;
  onState: (state: StreamState) => void;
  /** An `error` event is news like any other: the server goes on after it. */
  errorGoesOn?: boolean;
  /** No byte for so long means a dead connection; the server sends a heartbeat every 15 s. */
  silenceMs?: number;
  timers?: Timers;
}

export interface EventStream {
  close: () => void;
  /** Tries again at once when waiting; for the browser's `online` event and a retry button. */
  retryNow: () => void;
}

const firstDelayMs = 500;
const longestDelayMs = 20_000;

/** Delay before the given retry (1 is the first): doubling, capped, and spread over its upper half. */
export const backoffMs = (attempt: number, random: () => number): number => {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt - 1, 10));
  return Math.round(full / 2 + (full / 2) * random());
};

const parseErrorEvent = (data: string): ConsoleError => {
  try {
    const body: unknown = JSON.parse(data);
    const code = typeof body === 'object' && body !== null && 'code' in body ? Number(body.code) : 500;
    return toConsoleError(Number.isInteger(code) ? code : 500, '', { error: body });
  } catch {
    return new ConsoleError({ reason: 'BadAnswer', code: 500, message: data });
  }
};

/** Server-sent events over fetch: reconnects with back-off and jitter, notices half-open connections, says its state. */
export const openEventStream = (options: EventStreamOptions): EventStream => {
  const timers = options.timers ?? platformTimers;
  const silenceMs = options.silenceMs ?? 40_000;
  let closed = false;
  let attempt = 0;
  let heardAt: number | undefined;
  let connection: AbortController | undefined;
  let cancelWait: (() => void) | undefined;

  const fail = (error: ConsoleError): void => {
    if (closed) return;
    if (!isTransient(error)) {
      closed = true;
      options.onState({ state: 'closed', error });
      return;
    }
    attempt += 1;
    const retryInMs = backoffMs(attempt, timers.random);
    cancelWait = timers.after(retryInMs, () => void connect());
    options.onState({ state: 'waiting', attempt, retryInMs, error, ...(heardAt === undefined ? {} : { heardAt }) });
  };

  const read = async (response: Response, watch: () => void): Promise<never> => {
    if (response.body === null) throw new ConsoleError({ reason: 'BadAnswer', code: 0, message: 'empty answer' });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = createSseParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new ConsoleError({ reason: 'NetworkError', code: 0, message: 'the server ended the stream' });
      heardAt = timers.now();
      watch();
      for (const event of parser.push(value)) {
        if (closed) break;
        if (event.event === 'error' && options.errorGoesOn !== true) throw parseErrorEvent(event.data);
        attempt = 0;
        options.onEvent(event);
      }
    }
  };

  const connect = async (): Promise<void> => {
    cancelWait = undefined;
    const controller = new AbortController();
    connection = controller;
    let silent = false;
    let cancelSilence = (): void => undefined;
    const watch = (): void => {
      cancelSilence();
      cancelSilence = timers.after(silenceMs, () => {
        silent = true;
        controller.abort();
      });
    };
    options.onState({ state: 'connecting', attempt });
    watch();
    try {
      const response = await options.open(controller.signal);
      watch();
      if (!closed) options.onState({ state: 'open' });
      await read(response, watch);
    } catch (error) {
      const message = `no sign of life from the server for ${Math.round(silenceMs / 1000)} s`;
      fail(silent ? new ConsoleError({ reason: 'Timeout', code: 0, message }) : fromThrown(error));
    } finally {
      cancelSilence();
      controller.abort();
    }
  };

  void connect();
  return {
    close: () => {
      if (closed) return;
      closed = true;
      cancelWait?.();
      connection?.abort();
      options.onState({ state: 'closed' });
    },
    retryNow: () => {
      if (closed || cancelWait === undefined) return;
      cancelWait();
      void connect();
    },
  };
};
