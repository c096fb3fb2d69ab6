import type WebSocket from 'ws';
import { badRequest, fromStatus, serviceUnavailable } from '../api/index.ts';
import type { ObjectKey, Status } from '../api/index.ts';
import { resourcePath } from './resource-path.ts';

export interface SessionOptions {
  container?: string;
  /** The program and its arguments; absent to attach to the container's own process. */
  command?: readonly string[];
  /** A terminal: output comes on stdout alone, sizes can be told. */
  tty?: boolean;
  /** Whether input will be sent. */
  stdin?: boolean;
  signal?: AbortSignal;
}

/** Output of a program, in the order in which it came. */
export interface SessionOutput {
  stream: 'stdout' | 'stderr';
  bytes: Uint8Array;
}

/** A program in a container, over WebSocket. */
export interface Session {
  readonly protocol: 'v5.channel.k8s.io' | 'v4.channel.k8s.io';
  /** What it writes, until it ends. To be read once; while nobody reads, the program waits. */
  output(): AsyncIterable<SessionOutput>;
  /** Resolves when it was sent. */
  write(bytes: Uint8Array | string): Promise<void>;
  /** No more input comes. Throws BadRequest where the server speaks v4 only, which knows no such thing. */
  endInput(): void;
  resize(size: { columns: number; rows: number }): void;
  /** The exit code, once it ended. Rejects with the ApiError that kept it from running or cut it off. */
  readonly exited: Promise<number>;
  /** Leaves; a program that still runs is left to the kubelet. */
  close(): void;
}

export const sessionProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

const pods = { group: '', version: 'v1', plural: 'pods', namespaced: true };

/** Path and query of a session. */
export const sessionPath = (
  key: Required<ObjectKey>,
  { container, command, tty = false, stdin = false }: SessionOptions,
): string => {
  const query = new URLSearchParams({ stdout: 'true', ...(tty ? { tty: 'true' } : { stderr: 'true' }) });
  if (stdin) query.set('stdin', 'true');
  if (container !== undefined) query.set('container', container);
  for (const word of command ?? []) query.append('command', word);
  return `${resourcePath(pods, { ...key, subresource: command === undefined ? 'attach' : 'exec' })}?${query.toString()}`;
};

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** Output kept for a reader; beyond it the connection is not read. */
const maxHeldBytes = 256 * 1024;

const exitCodeOf = (text: string): number => {
  const status = JSON.parse(text) as Partial<Status> & {
    details?: { causes?: { reason?: string; message?: string }[] };
  };
  if (status.status === 'Success') return 0;
  const cause = status.details?.causes?.find(({ reason }) => reason === 'ExitCode');
  if (status.reason !== 'NonZeroExitCode' || cause === undefined) throw fromStatus(status as Partial<Status>);
  return Number(cause.message);
};

/** Speaks the channel protocol on a WebSocket that is open, and paused until now. */
export const createSession = (socket: WebSocket): Session => {
  const held: SessionOutput[] = [];
  let heldBytes = 0;
  let isOver = false;
  let verdict = '';
  let wake = () => {};
  let settle: { resolve: (code: number) => void; reject: (error: unknown) => void };
  const exited = new Promise<number>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever only reads output does not have to ask how it ended.
  exited.catch(() => {});

  socket.on('message', (data: Buffer) => {
    const [channel] = data;
    const bytes = data.subarray(1);
    if (bytes.length === 0) return;
    if (channel === channels.error) verdict += bytes.toString('utf8');
    if (channel !== channels.stdout && channel !== channels.stderr) return;
    held.push({ stream: channel === channels.stdout ? 'stdout' : 'stderr', bytes });
    heldBytes += bytes.length;
    if (heldBytes > maxHeldBytes) socket.pause();
    wake();
  });
  socket.on('error', () => {});
  socket.once('close', (code: number) => {
    isOver = true;
    wake();
    try {
      if (verdict === '') throw serviceUnavailable(`the connection to the container was cut (${code})`);
      settle.resolve(exitCodeOf(verdict));
    } catch (error) {
      settle.reject(error);
    }
  });

  socket.resume();

  const send = (channel: number, data: Uint8Array | string): Promise<void> =>
    new Promise((resolve, reject) => {
      const body = typeof data === 'string' ? Buffer.from(data) : data;
      socket.send(Buffer.concat([Uint8Array.of(channel), body]), (error) =>
        error == null
          ? resolve()
          : reject(serviceUnavailable('the connection to the container is closed', { cause: error })),
      );
    });

  return {
    protocol: socket.protocol as Session['protocol'],
    output: async function* () {
      for (;;) {
        const next = held.shift();
        if (next !== undefined) {
          heldBytes -= next.bytes.length;
          if (heldBytes <= maxHeldBytes && socket.isPaused) socket.resume();
          yield next;
          continue;
        }
        if (isOver) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    write: (bytes) => send(channels.stdin, bytes),
    endInput: () => {
      if (socket.protocol !== 'v5.channel.k8s.io')
        throw badRequest('this cluster cannot be told that input has ended: it speaks v4.channel.k8s.io');
      void send(channels.close, Uint8Array.of(channels.stdin)).catch(() => {});
    },
    resize: ({ columns, rows }) =>
      void send(channels.resize, JSON.stringify({ Width: columns, Height: rows })).catch(() => {}),
    exited,
    close: () => {
      socket.close(1000);
      socket.resume();
    },
  };
};
