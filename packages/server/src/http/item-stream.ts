import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '@binnacle/kube/clock';
import type { Head } from './answer.ts';
import { longestStallMs } from './byte-stream.ts';

/** Larger than a socket's own buffer, so that a block is always waited for before it is filled again. */
const blockBytes = 256 * 1024;
const comma = 0x2c;
/** So few large items, and no more bytes, are handed over as they are: nothing is gained by putting them together first. */
const fewItems = 32;
const fewBytes = 4 * 1024 * 1024;

export interface Items {
  head: string;
  items: readonly Buffer[];
  tail: string;
}

const lengthOf = ({ head, items, tail }: Items): number => {
  let length = Buffer.byteLength(head) + Math.max(0, items.length - 1) + Buffer.byteLength(tail);
  for (const item of items) length += item.length;
  return length;
};

export interface ItemsTarget extends Head {
  clock: Clock;
  /** Called for an answer that takes more than a moment to hand over. */
  onLong: () => void;
}

const writeFew = (raw: ServerResponse, { head, items, tail }: Items): void => {
  raw.cork();
  raw.write(head);
  for (const [index, item] of items.entries()) {
    if (index > 0) raw.write(',');
    raw.write(item);
  }
  raw.end(tail);
};

/**
 * Sends `head`, the items with commas between them, and `tail`, through one block of memory whatever the answer's size.
 * A promise for what is handed over in pieces: it settles when all is, or when the client has left; a client that takes
 * nothing for a minute is cut off.
 */
export const writeItems = (
  raw: ServerResponse,
  { status, headers, clock, onLong }: ItemsTarget,
  answer: Items,
): void | Promise<void> => {
  const length = lengthOf(answer);
  headers['content-length'] = length;
  raw.writeHead(status, headers);
  if (length <= blockBytes) {
    // Of its own and exact: it dies young, where V8 was seen to keep whole requests over parts of one used again.
    const body = Buffer.allocUnsafeSlow(length);
    fill(body, answer);
    raw.end(body);
    return;
  }
  onLong();
  if (answer.items.length <= fewItems && length <= fewBytes) return writeFew(raw, answer);
  return stream(raw, clock, answer);
};

const fill = (body: Buffer, { head, items, tail }: Items): void => {
  let used = body.write(head);
  for (const [index, item] of items.entries()) {
    if (index > 0) body[used++] = comma;
    used += item.copy(body, used);
  }
  body.write(tail, used);
};

const stream = async (raw: ServerResponse, clock: Clock, answer: Items): Promise<void> => {
  const block = Buffer.allocUnsafeSlow(blockBytes);
  raw.write(answer.head);
  let used = 0;
  const flush = async () => {
    const written = raw.write(used === blockBytes ? block : block.subarray(0, used));
    used = 0;
    if (!written) await drained(raw, clock);
  };
  const put = async (bytes: Buffer) => {
    for (let at = 0; at < bytes.length && !raw.destroyed;) {
      const copied = bytes.copy(block, used, at);
      at += copied;
      used += copied;
      if (used === blockBytes) await flush();
    }
  };
  for (const [index, item] of answer.items.entries()) {
    if (index > 0) {
      block[used++] = comma;
      if (used === blockBytes) await flush();
    }
    // Most items fit: no promise for each of ten thousand.
    if (item.length < blockBytes - used) used += item.copy(block, used);
    else await put(item);
    if (raw.destroyed) return;
  }
  raw.write(block.subarray(0, used));
  raw.end(answer.tail);
};

const drained = async (raw: ServerResponse, clock: Clock): Promise<void> => {
  if (raw.destroyed) return;
  const gone = new AbortController();
  const leave = () => gone.abort();
  const cancel = clock.after(longestStallMs, () => raw.destroy());
  raw.once('close', leave);
  await once(raw, 'drain', { signal: gone.signal }).catch(() => undefined);
  raw.off('close', leave);
  cancel();
};
