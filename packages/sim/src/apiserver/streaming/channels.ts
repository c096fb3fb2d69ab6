import type { WebSocket } from 'ws';
import { createPipe, type ByteReader, type ByteWriter } from '../../streams/pipe.ts';

/** Frames whose first byte names a channel. Source: Kubernetes `wsstream` and KEP-4006. */
export interface Channels {
  /** What the client sends on a channel, until it or the connection ends. Asked for before the first frame. */
  reader(channel: number): ByteReader;
  writer(channel: number): ByteWriter;
  /** Sends bytes on a channel, even none. */
  send(channel: number, bytes: Uint8Array | string): Promise<void>;
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal;
  /** Ends the connection in order. */
  close(): void;
}

/** v5: the client ends a channel with a frame of this channel. */
const closeChannel = 255;

export const createChannels = (socket: WebSocket): Channels => {
  const readers = new Map<number, ReturnType<typeof createPipe>>();
  const gone = new AbortController();

  const send = (channel: number, data: Uint8Array | string): Promise<void> =>
    new Promise((resolve) => {
      if (socket.readyState !== socket.OPEN) return resolve();
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      const frame = Buffer.allocUnsafe(bytes.length + 1);
      frame[0] = channel;
      frame.set(bytes, 1);
      // Resolves once it is written out: who writes faster than the client reads waits.
      socket.send(frame, { binary: true }, () => resolve());
    });

  socket.on('message', (data: Buffer) => {
    const [channel] = data;
    if (channel === undefined) return;
    if (channel === closeChannel) {
      readers.get(data[1] ?? -1)?.end();
      return;
    }
    const pipe = readers.get(channel);
    if (pipe === undefined || data.length === 1) return;
    let isWritten = false;
    const written = () => {
      isWritten = true;
      socket.resume();
    };
    pipe.write(data.subarray(1)).then(written, written);
    if (!isWritten) socket.pause();
  });
  socket.once('close', () => {
    gone.abort();
    for (const pipe of readers.values()) pipe.end();
  });

  return {
    reader: (channel) => {
      const pipe = createPipe();
      readers.set(channel, pipe);
      return pipe;
    },
    writer: (channel) => ({
      write: (bytes) => (bytes.length === 0 ? Promise.resolve() : send(channel, bytes)),
      end: () => {},
    }),
    send,
    gone: gone.signal,
    close: () => socket.close(1000),
  };
};
