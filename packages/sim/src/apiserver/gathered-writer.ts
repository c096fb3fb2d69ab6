import { createSystemClock } from '@binnacle/kube/clock';

/** A quiet stream is written at once; a busy one at most this often, so that a thousand changes cost a few writes. */
const GATHER_MS = 25;

/** By the machine's time, whatever time the cluster has. */
const machine = createSystemClock();

const waiting = new Set<() => void>();

/** One timer for all streams: those that are busy are written together. */
const flushSoon = (flush: () => void): void => {
  if (waiting.size === 0)
    machine.after(GATHER_MS, () => {
      const due = [...waiting];
      waiting.clear();
      for (const each of due) each();
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
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts, pending);
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
      if (machine.now() - sentAt >= GATHER_MS) flush();
      else flushSoon(flush);
    },
    get pending() {
      return pending;
    },
    flush,
  };
};
