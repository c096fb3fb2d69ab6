import { createDeflate, createInflate, constants } from 'node:zlib';
import type { Deflate, Inflate } from 'node:zlib';
import { Duplex } from 'node:stream';
import { spdyDictionary } from './spdy-dictionary.ts';

/** One stream of a SPDY/3.1 connection, opened by the client. */
export interface SpdyStream {
  readonly id: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: Duplex;
}

const types = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7 } as const;
const fin = 1;
const maxFrameBytes = 1 << 20;
const maxStreams = 256;

/** Header blocks share one compression for the whole connection, so that they must pass through it in order. */
const through = (codec: Inflate | Deflate, bytes: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const take = (chunk: Buffer) => chunks.push(chunk);
    codec.on('data', take);
    codec.once('error', reject);
    codec.write(bytes, () =>
      codec.flush(constants.Z_SYNC_FLUSH, () => {
        codec.off('data', take);
        codec.off('error', reject);
        resolve(Buffer.concat(chunks));
      }),
    );
  });

const parseHeaders = (block: Buffer): Record<string, string> => {
  const headers: Record<string, string> = {};
  let at = 4;
  const text = () => {
    const length = block.readUInt32BE(at);
    at += 4 + length;
    return block.toString('latin1', at - length, at);
  };
  for (let left = block.readUInt32BE(0); left > 0; left--) headers[text().toLowerCase()] = text();
  return headers;
};

const control = (type: number, body: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
};

interface Connection {
  /** Sends bytes to the client; resolves when there is room for more. */
  send(bytes: Uint8Array): Promise<void>;
  /** A stream was opened and answered. */
  onStream(stream: SpdyStream): void;
  /** What came cannot be understood, or the client says good-bye. */
  end(): void;
}

/**
 * The server's side of a SPDY/3.1 connection, as far as Kubernetes uses it: streams that the client opens, without flow
 * control (its own implementation has none). Gives the door for the client's bytes, and the end of all streams.
 */
export const createSpdyServer = ({ send, onStream, end }: Connection) => {
  const inflate = createInflate({ dictionary: spdyDictionary });
  const deflate = createDeflate({ dictionary: spdyDictionary });
  const streams = new Map<number, Duplex>();
  let held: Buffer = Buffer.alloc(0);

  const dataFrame = (id: number, bytes: Uint8Array, flags: number): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(id, 0);
    head.writeUInt32BE((flags << 24) | bytes.length, 4);
    return Buffer.concat([head, bytes]);
  };

  const createStream = (id: number): Duplex =>
    new Duplex({
      allowHalfOpen: true,
      read: () => {},
      write: (chunk: Buffer, _encoding, done) => {
        send(dataFrame(id, chunk, 0)).then(() => done(), done);
      },
      final: (done) => {
        send(dataFrame(id, new Uint8Array(), fin)).then(() => done(), done);
      },
      destroy: (error, done) => {
        streams.delete(id);
        done(error);
      },
    });

  const open = async (flags: number, body: Buffer) => {
    const id = body.readUInt32BE(0) & 0x7fffffff;
    const headers = parseHeaders(await through(inflate, body.subarray(10)));
    if (streams.size >= maxStreams) return end();
    const data = createStream(id);
    data.on('error', () => {});
    streams.set(id, data);
    const reply = Buffer.alloc(4);
    reply.writeUInt32BE(id);
    await send(control(types.synReply, Buffer.concat([reply, await through(deflate, Buffer.alloc(4))])));
    onStream({ id, headers, data });
    if ((flags & fin) !== 0) data.push(null);
  };

  const handle = async (frame: Buffer): Promise<void> => {
    const isControl = (frame[0]! & 0x80) !== 0;
    const flags = frame[4]!;
    const body = frame.subarray(8);
    if (!isControl) {
      const data = streams.get(frame.readUInt32BE(0));
      if (body.length > 0) data?.push(Buffer.from(body));
      if ((flags & fin) !== 0) data?.push(null);
      return;
    }
    switch (frame.readUInt16BE(2)) {
      case types.synStream:
        return open(flags, body);
      case types.reset:
        streams.get(body.readUInt32BE(0) & 0x7fffffff)?.destroy();
        return;
      case types.ping:
        return send(control(types.ping, body));
      case types.goAway:
        return end();
    }
  };

  return {
    /** Bytes from the client, in order: the next may come when the promise has resolved. */
    receive: async (bytes: Buffer): Promise<void> => {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      try {
        while (held.length >= 8) {
          const size = 8 + held.readUIntBE(5, 3);
          if (size > maxFrameBytes) return end();
          if (held.length < size) return;
          const frame = held.subarray(0, size);
          held = held.subarray(size);
          await handle(frame);
        }
      } catch {
        // A header block that cannot be read spoils all that follow.
        end();
      }
    },
    close: () => {
      for (const data of [...streams.values()]) data.destroy();
      inflate.close();
      deflate.close();
    },
  };
};
