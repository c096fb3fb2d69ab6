import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

export const jsonType = 'application/json; charset=utf-8';

export interface Head {
  status: number;
  /** Its own: the length is added to it. */
  headers: OutgoingHttpHeaders;
}

/** What every API answer begins with: nothing is sniffed, kept by caches, or read by other sites. */
export const apiHeaders = (contentType: string): OutgoingHttpHeaders => ({
  'content-type': contentType,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
});

/** A whole answer. */
export const writeBody = (raw: ServerResponse, { status, headers }: Head, body: string | Buffer): void => {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  headers['content-length'] = length;
  raw.writeHead(status, headers);
  raw.end(body);
};

/** An answer that has no body, and so none of a type. */
export const writeNothing = (raw: ServerResponse, { status, headers }: Head): void => {
  delete headers['content-type'];
  // Source: RFC 9110, 8.6: an answer that cannot have a body tells no length.
  if (status !== 204) headers['content-length'] = 0;
  raw.writeHead(status, headers);
  raw.end();
};

interface Joined {
  head: string;
  tail: string;
  body: Buffer;
}

/** Answers up to this size are joined, once they are asked for again, and kept as long as their bytes live. */
const joinedLimit = 256 * 1024;
/** `undefined`: sent once so far. */
const joined = new WeakMap<Buffer, Joined | undefined>();

/** `head`, `bytes` and `tail` as one answer. A cached page asked for again is sent as it was, with nothing copied. */
export const writeJson = (
  raw: ServerResponse,
  { status, headers }: Head,
  { head, bytes, tail }: { head: string; bytes: Buffer; tail: string },
): void => {
  const known = joined.get(bytes);
  if (known && known.head === head && known.tail === tail) return writeBody(raw, { status, headers }, known.body);
  if (bytes.length <= joinedLimit && joined.has(bytes)) {
    const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]);
    joined.set(bytes, { head, tail, body });
    return writeBody(raw, { status, headers }, body);
  }
  joined.set(bytes, undefined);
  headers['content-length'] = Buffer.byteLength(head) + bytes.length + Buffer.byteLength(tail);
  raw.writeHead(status, headers);
  raw.cork();
  raw.write(head);
  raw.write(bytes);
  raw.end(tail);
};
