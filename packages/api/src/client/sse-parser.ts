/** One server-sent event. */
export interface SseEvent {
  /** `message` when the server named none. */
  event: string;
  data: string;
}

export interface SseParser {
  /** The events that the chunk completed, in order; comments (heartbeats) complete none. */
  push: (chunk: string) => readonly SseEvent[];
}

/** Longest event accepted, in UTF-16 units: an answer that never ends a line must not fill memory. */
const maxPending = 64 * 1024 * 1024;

/**
 * Incremental parser of `text/event-stream`: chunks may end anywhere, lines end with LF, CRLF or CR.
 * Throws RangeError past 64 Mi units without an end of event. Source: WHATWG HTML, "Server-sent events".
 */
export const createSseParser = (): SseParser => {
  let rest = '';
  let event = '';
  let data: string[] = [];
  let size = 0;
  let started = false;
  // A CR at the end of a chunk ends its line at once; a LF that opens the next chunk belongs to it.
  let skipLineFeed = false;

  const takeLine = (line: string, out: SseEvent[]): void => {
    if (line === '') {
      if (data.length > 0) out.push({ event: event === '' ? 'message' : event, data: data.join('\n') });
      event = '';
      data = [];
      size = 0;
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? '' : line.slice(colon + 1);
    const value = raw.startsWith(' ') ? raw.slice(1) : raw;
    if (field === 'data') {
      data.push(value);
      size += value.length;
    } else if (field === 'event') event = value;
  };

  const push = (chunk: string): readonly SseEvent[] => {
    let text = rest + chunk;
    if (!started && text !== '') {
      started = true;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    if (skipLineFeed && text !== '') {
      if (text.startsWith('\n')) text = text.slice(1);
      skipLineFeed = false;
    }
    const out: SseEvent[] = [];
    let start = 0;
    for (let at = nextBreak(text, start); at >= 0; at = nextBreak(text, start)) {
      takeLine(text.slice(start, at), out);
      if (text[at] === '\r') {
        if (at + 1 === text.length) skipLineFeed = true;
        else if (text[at + 1] === '\n') at += 1;
      }
      start = at + 1;
    }
    rest = text.slice(start);
    if (rest.length + size > maxPending) throw new RangeError('an event of the stream is longer than 64 MiB');
    return out;
  };
  return { push };
};

const nextBreak = (text: string, from: number): number => {
  const lineFeed = text.indexOf('\n', from);
  const carriage = text.indexOf('\r', from);
  if (lineFeed < 0) return carriage;
  return carriage < 0 ? lineFeed : Math.min(lineFeed, carriage);
};
