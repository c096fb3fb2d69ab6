import { serviceUnavailable } from '../api/index.ts';
import type { WatchEventType } from '../api/index.ts';
import type { WatchFrame } from './types.ts';

const newline = 0x0a;
const prefix = '{"type":"';
const middle = '","object":';
/** etcd refuses objects of more than 1.5 MB by default and API servers bodies of more than 3 MB; this is far beyond both. */
const maxFrameBytes = 64 * 1024 * 1024;

/**
 * Cuts a watch's byte stream into frames. A frame is one line; chunks may end anywhere, also inside a UTF-8 character.
 * A frame's bytes may share memory with the chunk they came in: copy what is kept.
 */
export async function* readWatchFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WatchFrame> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  for await (const data of chunks) {
    const chunk = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const tail = chunk.subarray(start, end);
      const line = pendingBytes === 0 ? tail : Buffer.concat([...pending, tail], pendingBytes + tail.length);
      pending = [];
      pendingBytes = 0;
      start = end + 1;
      if (line.length > 1) yield toFrame(line);
    }
    if (start < chunk.length) {
      pending.push(chunk.subarray(start));
      pendingBytes += chunk.length - start;
      if (pendingBytes > maxFrameBytes) {
        throw serviceUnavailable(`the API server sent a watch event of more than ${maxFrameBytes} bytes`);
      }
    }
  }
  // A server that is stopped may end the stream inside a frame: what is there of it says nothing.
}

/** Servers write `type` before `object`; anything else is read the slow way. */
const toFrame = (line: Buffer): WatchFrame => {
  if (line.toString('latin1', 0, prefix.length) === prefix) {
    const end = line.indexOf(0x22, prefix.length);
    const from = end + middle.length;
    const last = line.at(-1) === 0x0d ? line.length - 2 : line.length - 1;
    if (end > 0 && line.toString('latin1', end, from) === middle && line[last] === 0x7d) {
      return { type: line.toString('latin1', prefix.length, end) as WatchEventType, object: line.subarray(from, last) };
    }
  }
  let frame: { type?: unknown; object?: unknown };
  try {
    frame = JSON.parse(line.toString('utf8')) as typeof frame;
  } catch (error) {
    throw serviceUnavailable('the API server sent a watch event that is not JSON', { cause: error });
  }
  if (typeof frame.type !== 'string' || typeof frame.object !== 'object') {
    throw serviceUnavailable('the API server sent a watch event without type and object');
  }
  return { type: frame.type as WatchEventType, object: Buffer.from(JSON.stringify(frame.object)) };
};
