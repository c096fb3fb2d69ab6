import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A streamed answer read line by line. */
export interface Lines {
  /** The next line; undefined once the server has ended the stream. Fails when neither comes in time. */
  next(timeoutMs?: number): Promise<string | undefined>;
  /** Lines that came within the time. */
  during(ms: number): Promise<string[]>;
  close(): void;
}

export const createLines = (incoming: IncomingMessage): Lines => {
  const ready: string[] = [];
  let rest = '';
  let ended = false;
  let wake = () => {};
  incoming.setEncoding('utf8');
  incoming.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    ready.push(...parts);
    wake();
  });
  const finish = () => {
    if (rest !== '') ready.push(rest);
    rest = '';
    ended = true;
    wake();
  };
  incoming.on('end', finish);
  incoming.on('error', finish);

  const next = async (timeoutMs = 15_000) => {
    const deadline = performance.now() + timeoutMs;
    while (ready.length === 0 && !ended) {
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`nothing came within ${timeoutMs / 1000} s`);
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), pause(left)]);
    }
    return ready.shift();
  };

  return {
    next,
    during: async (ms) => {
      await pause(ms);
      return ready.splice(0);
    },
    close: () => incoming.destroy(),
  };
};
