/** A lean HTTP/1.1 load: keep-alive connections that each send the next request when the answer is whole. */
import { connect as connectPlain, type Socket } from 'node:net';
import { clearImmediate, setImmediate } from 'node:timers';
import { connect as connectTls } from 'node:tls';

export interface LoadOptions {
  /** http or https, host and port. */
  base: string;
  /** Paths, taken in turn. */
  paths: readonly string[];
  authorization?: string;
  connections: number;
  /** How long, in ms. */
  durationMs: number;
  /**
   * This process does not sleep meanwhile. A server faster than its client finds one at work, and a slower one a client
   * asleep that the kernel wakes on the server's time: asked like this, the two can be compared. For servers of one thread
   * and a core for each of the two: any other would be robbed of one.
   */
  awake?: boolean;
}

export interface LoadResult {
  requestsPerSecond: number;
  medianMs: number;
  p99Ms: number;
  bytesPerAnswer: number;
  answers: number;
}

export const runLoad = async (options: LoadOptions): Promise<LoadResult> => {
  const latencies: number[] = [];
  let bytes = 0;
  let next = 0;
  const letSleep = options.awake ? stayAwake() : () => {};
  const started = performance.now();
  const until = started + options.durationMs;
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      const connection = await openConnection(options);
      while (performance.now() < until) {
        const before = performance.now();
        const got = await connection.ask(options.paths[next++ % options.paths.length]!);
        latencies.push(performance.now() - before);
        bytes += got;
      }
      connection.close();
    }),
  ).finally(letSleep);
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    requestsPerSecond: latencies.length / seconds,
    medianMs: latencies[latencies.length >> 1] ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
    bytesPerAnswer: bytes / latencies.length,
    answers: latencies.length,
  };
};

/** Has this process ask its sockets again and again instead of sleeping until there is something; returns what ends it. */
const stayAwake = (): (() => void) => {
  let turn = setImmediate(function again() {
    turn = setImmediate(again);
  });
  return () => clearImmediate(turn);
};

/** One request on a connection of its own: how long until the last byte, in ms. */
export const timeOne = async (
  options: Pick<LoadOptions, 'base' | 'authorization'> & { path: string },
): Promise<{ ms: number; bytes: number }> => {
  const connection = await openConnection({ ...options, paths: [], connections: 1, durationMs: 0 });
  const started = performance.now();
  const bytes = await connection.ask(options.path);
  connection.close();
  return { ms: performance.now() - started, bytes };
};

interface Connection {
  /** Resolves to the body's bytes when the answer is whole; rejects unless it is 200. */
  ask(path: string): Promise<number>;
  close(): void;
}

const openConnection = async ({ base, authorization }: LoadOptions): Promise<Connection> => {
  const url = new URL(base);
  const port = Number(url.port);
  const socket: Socket = await new Promise((resolve, reject) => {
    const made: Socket =
      url.protocol === 'https:'
        ? connectTls({ host: url.hostname, port, rejectUnauthorized: false }, () => resolve(made))
        : connectPlain({ host: url.hostname, port }, () => resolve(made));
    made.once('error', reject);
  });
  socket.setNoDelay(true);
  let answer: { resolve: (bytes: number) => void; reject: (error: Error) => void } | undefined;
  let reader = createReader();
  const fail = (error: Error) => answer?.reject(error);
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (chunk: Buffer) => {
    try {
      if (!reader.push(chunk)) return;
      const { bytes } = reader;
      reader = createReader();
      answer?.resolve(bytes);
    } catch (error) {
      fail(error as Error);
    }
  });
  const rest = `Host: ${url.host}\r\nAccept: application/json\r\n${authorization === undefined ? '' : `Authorization: ${authorization}\r\n`}\r\n`;
  return {
    ask: (path) =>
      new Promise((resolve, reject) => {
        answer = { resolve, reject };
        socket.write(`GET ${path} HTTP/1.1\r\n${rest}`);
      }),
    close: () => socket.destroy(),
  };
};

/** Counts an answer's body without keeping it, with a Content-Length or in chunks. */
const createReader = () => {
  let head: Buffer | undefined = Buffer.alloc(0);
  let left = 0;
  let chunked = false;
  let sizeLine = '';
  let last = false;
  const reader = {
    bytes: 0,
    /** True when the answer is whole. */
    push: (chunk: Buffer): boolean => {
      let data = chunk;
      if (head !== undefined) {
        head = head.length === 0 ? data : Buffer.concat([head, data]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return false;
        const text = head.toString('latin1', 0, end);
        if (!text.startsWith('HTTP/1.1 200')) throw new Error(`unexpected answer: ${text.split('\r\n')[0]}`);
        chunked = /^transfer-encoding: *chunked$/im.test(text);
        left = Number(/^content-length: *(\d+)$/im.exec(text)?.[1] ?? 0);
        data = head.subarray(end + 4);
        head = undefined;
        if (!chunked) reader.bytes = left;
      }
      if (!chunked) {
        left -= data.length;
        return left <= 0;
      }
      return pushChunked(data);
    },
  };
  const pushChunked = (data: Buffer): boolean => {
    let at = 0;
    while (at < data.length) {
      if (left > 0) {
        const take = Math.min(left, data.length - at);
        left -= take;
        at += take;
        continue;
      }
      const newline = data.indexOf(10, at);
      sizeLine += data.toString('latin1', at, newline < 0 ? data.length : newline);
      if (newline < 0) return false;
      at = newline + 1;
      const line = sizeLine.trim();
      sizeLine = '';
      // The line end after a chunk's data, or after the last chunk.
      if (line === '') {
        if (last) return true;
        continue;
      }
      left = Number.parseInt(line, 16);
      reader.bytes += left;
      last = left === 0;
    }
    return false;
  };
  return reader;
};
