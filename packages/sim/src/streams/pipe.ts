/** Bytes in order, from one that writes to one that reads. */
export interface ByteReader {
  /** The next bytes; undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** Gives bytes back that were read too far; they come again first. */
  unread(bytes: Uint8Array): void;
  /** The reader leaves: what is still written is refused. */
  close(): void;
}

export interface ByteWriter {
  /** Resolves when there is room for more. Rejects with BrokenPipe once nobody reads. */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
}

/** A write to a pipe that nobody reads. */
export class BrokenPipe extends Error {
  constructor() {
    super('Broken pipe');
    this.name = 'BrokenPipe';
  }
}

/** As a pipe of the Linux kernel. */
const pipeBytes = 65_536;

/** A pipe of bounded size: who writes faster than is read waits. */
export const createPipe = (limit = pipeBytes): ByteReader & ByteWriter => {
  const chunks: Uint8Array[] = [];
  let held = 0;
  let ended = false;
  let closed = false;
  let readers: ((bytes: Uint8Array | undefined) => void)[] = [];
  let writers: { done: () => void; fail: (error: Error) => void }[] = [];

  const wakeWriters = () => {
    if (held >= limit && !closed) return;
    const waiting = writers;
    writers = [];
    for (const { done, fail } of waiting) {
      if (closed) fail(new BrokenPipe());
      else done();
    }
  };

  return {
    read: () => {
      const next = chunks.shift();
      if (next !== undefined) {
        held -= next.length;
        wakeWriters();
        return Promise.resolve(next);
      }
      if (ended || closed) return Promise.resolve(undefined);
      return new Promise((resolve) => readers.push(resolve));
    },
    unread: (bytes) => {
      if (bytes.length === 0 || closed) return;
      chunks.unshift(bytes);
      held += bytes.length;
    },
    close: () => {
      closed = true;
      chunks.length = 0;
      held = 0;
      for (const give of readers) give(undefined);
      readers = [];
      wakeWriters();
    },
    write: (bytes) => {
      if (closed) return Promise.reject(new BrokenPipe());
      if (ended || bytes.length === 0) return Promise.resolve();
      const give = readers.shift();
      if (give !== undefined) {
        give(bytes);
        return Promise.resolve();
      }
      chunks.push(bytes);
      held += bytes.length;
      if (held < limit) return Promise.resolve();
      return new Promise((done, fail) => writers.push({ done, fail }));
    },
    end: () => {
      ended = true;
      for (const give of readers) give(undefined);
      readers = [];
    },
  };
};

/** A reader that is at its end: `/dev/null`. */
export const emptyReader: ByteReader = { read: () => Promise.resolve(undefined), unread: () => {}, close: () => {} };

/** A reader of bytes that are there already. */
export const readerOf = (bytes: Uint8Array | string): ByteReader => {
  const left = [typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes];
  return {
    read: () => Promise.resolve(left.shift()),
    unread: (back) => void left.unshift(back),
    close: () => {},
  };
};

/** A writer that forgets: `/dev/null`. */
export const nullWriter: ByteWriter = { write: () => Promise.resolve(), end: () => {} };

/** Reads to the end. Rejects when more than `limit` bytes come. */
export const readAll = async (reader: ByteReader, limit: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await reader.read(); chunk !== undefined; chunk = await reader.read()) {
    size += chunk.length;
    if (size > limit) throw new Error('out of memory');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
