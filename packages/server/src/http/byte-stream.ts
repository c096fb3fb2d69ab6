import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '@binnacle/kube/clock';

/** A client that takes nothing for so long has left without saying so. */
export const longestStallMs = 60_000;

/** Handed over and not yet taken by the connection: enough that it never waits for the source while there is some. */
const mostUnsent = 256 * 1024;

/**
 * Writes chunks as they come, as fast as the client takes them: one that stops reading is waited for, and what it has not
 * taken is not asked of the source. Ends early, without an error, when `closed` aborts.
 */
export const pipeChunks = async (
  stream: AsyncIterable<Uint8Array>,
  raw: ServerResponse,
  { closed, clock }: { closed: AbortSignal; clock: Clock },
): Promise<void> => {
  for await (const chunk of stream) {
    if (closed.aborted) return;
    if (raw.write(chunk) || raw.writableLength < mostUnsent) continue;
    const cancel = clock.after(longestStallMs, () => raw.destroy());
    await once(raw, 'drain', { signal: closed }).catch(() => undefined);
    cancel();
  }
};
