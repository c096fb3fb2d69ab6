import { createSystemClock } from '@binnacle/kube/clock';

/** A quiet stream is written at once; a busy one at most this often, so that a thousand changes cost a few writes. */
const GATHER_MS = 25;
/** Where many streams are busy, writing to all of them takes its time: it is done less often then, but not less than this. */
const MOST_GATHER_MS = 250;

/** By the machine's time, whatever time the cluster has. */
const machine = createSystemClock();

const waiting = new Set<() => void>();

/** Twice as long as it took to write to all who waited the last time. */
let gatherMs = GATHER_MS;

/** Streams that are written together mostly have the same to say: what one was sent serves the next. */
let last: { parts: readonly Uint8Array[]; bytes: Uint8Array } = { parts: [], bytes: new Uint8Array() };

const join = (parts: readonly Uint8Array[], size: number): Uint8Array => {
  const isSame = parts.length === last.parts.length && parts.every((part, i) => part === last.parts[i]);
  if (!isSame) last = { parts, bytes: Buffer.concat(parts, size) };
  return last.bytes;
};

/** One timer for all streams: those that are busy are written together. */
const flushSoon = (flush: () => void): void => {
  if (waiting.size === 0)
    machine.after(gatherMs, () => {
      const due = [...waiting];
      waiting.clear();
      const began = machine.now();
      for (const each of due) each();
      gatherMs = Math.min(MOST_GATHER_MS, Math.max(GATHER_MS, 2 * (machine.now() - began)));
      // What was sent is not held longer than it takes to send it.
      last = { parts: [], bytes: new Uint8Array() };
    });
  waiting.add(flush);
};

/** Gathers what follows closely on a write and sends it as one. */
export interface GatheredWriter {
  write(bytes: Uint8Array): void;
  /** Bytes that wait here. */
  readonly pending: number;
  /** Sends what waits. */
  flush(): void;
}

/** `send` gets everything in order. */
export const createGatheredWriter = (send: (bytes: Uint8Array) => void): GatheredWriter => {
  let parts: Uint8Array[] = [];
  let pending = 0;
  let sentAt = 0;

  const flush = () => {
    if (parts.length === 0) return;
    const bytes = parts.length === 1 ? parts[0]! : join(parts, pending);
    parts = [];
    pending = 0;
    sentAt = machine.now();
    send(bytes);
  };

  return {
    write: (bytes) => {
      parts.push(bytes);
      pending += bytes.length;
      if (parts.length > 1) return;
      if (machine.now() - sentAt >= gatherMs) flush();
      else flushSoon(flush);
    },
    get pending() {
      return pending;
    },
    flush,
  };
};
