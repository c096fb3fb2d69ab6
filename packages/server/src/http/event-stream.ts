import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '@binnacle/kube/clock';
import { toFrame } from '../services/resources/index.ts';
import { longestStallMs } from './byte-stream.ts';
import type { EventSink } from './row.ts';

/** Comments that keep proxies and readers sure that the stream lives. */
export const heartbeatMs = 15_000;

/** An event stream over one response. Writing is bounded: senders wait while the client is slow. */
export const createEventStream = (
  raw: ServerResponse,
  clock: Clock,
  closed: AbortSignal,
): EventSink & { end(): void } => {
  let stalledSince: number | undefined;
  let cancel = () => {};

  const beat = () => {
    if (stalledSince === undefined) raw.write(': heartbeat\n\n');
    else if (clock.now() - stalledSince >= longestStallMs) return raw.destroy();
    cancel = clock.after(heartbeatMs, beat);
  };
  cancel = clock.after(heartbeatMs, beat);
  closed.addEventListener('abort', () => cancel(), { once: true });

  const drain = async (): Promise<void> => {
    stalledSince ??= clock.now();
    // A client that leaves never drains: then the wait ends with the signal, quietly.
    await once(raw, 'drain', { signal: closed }).catch(() => undefined);
    stalledSince = undefined;
  };

  const write = (frame: string | Buffer): void | Promise<void> => {
    if (closed.aborted || raw.writableEnded) return undefined;
    return raw.write(frame) ? undefined : drain();
  };

  return {
    closed,
    send: (event, data, id) => write(toFrame(event, data, id)),
    sendFrame: write,
    end: () => {
      cancel();
      raw.end();
      // A client that does not read would keep its connection, and what was not sent, for ever.
      const giveUp = clock.after(longestStallMs, () => raw.destroy());
      raw.once('close', giveUp);
    },
  };
};
