/** One line of a log as kept. */
export interface LogLine {
  /** Counts from 0 over the whole stream: stays the same while older lines are dropped. */
  id: number;
  /** RFC 3339 with nanoseconds as the kubelet wrote it; '' when the line had none. */
  time: string;
  text: string;
}

/** Lines longer than this are cut: a log may hold a megabyte of JSON without a break. */
export const longestLine = 16_384;

/**
 * The newest `capacity` lines of a stream of text chunks that may be cut anywhere. Lines come with the kubelet's timestamp
 * in front; after a reconnect the overlap is recognised by it.
 */
export interface LogBuffer {
  /** Adds decoded text; returns the number of lines completed. */
  push: (chunk: string) => number;
  /** The stream has ended: what is left without a line break is a line too. */
  flush: () => void;
  /** Lines held, oldest first. The same array until something changes. */
  lines: () => readonly LogLine[];
  /** Lines that had to make room. */
  dropped: () => number;
  /** The newest timestamp seen. */
  lastTime: () => string;
  /** The stream will start again somewhere before `lastTime`: lines already held are to be skipped. */
  resume: () => void;
  clear: () => void;
}

const timestamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/;

/** Timestamps of one log share their zone but not their number of digits: `…05Z` is before `…05.1Z`. */
const isAfter = (a: string, b: string): boolean => {
  const strip = (text: string): string => text.replace(/(Z|[+-]\d\d:\d\d)$/, '');
  return strip(a) > strip(b);
};

export const createLogBuffer = (capacity: number): LogBuffer => {
  // Compacted when twice as long as needed, so that a line costs the same however many are held.
  let held: LogLine[] = [];
  let view: readonly LogLine[] | undefined;
  let rest = '';
  let nextId = 0;
  let last = '';
  /** Lines with the newest timestamp: of these some may come again after a reconnect. */
  let atLast: string[] = [];
  let skipping: { until: string; repeats: string[] } | undefined;

  const isRepeat = (time: string, text: string): boolean => {
    if (skipping === undefined || time === '') return false;
    if (isAfter(time, skipping.until)) {
      skipping = undefined;
      return false;
    }
    if (time !== skipping.until) return true;
    const at = skipping.repeats.indexOf(text);
    if (at < 0) return false;
    skipping.repeats.splice(at, 1);
    return true;
  };

  const add = (raw: string): boolean => {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const match = timestamp.exec(line);
    const time = match?.[1] ?? '';
    const body = match === null ? line : line.slice(match[0].length);
    const text = body.length > longestLine ? `${body.slice(0, longestLine)}…` : body;
    if (isRepeat(time, text)) return false;
    if (time !== '' && time === last) atLast.push(text);
    else if (time !== '') {
      last = time;
      atLast = [text];
    }
    held.push({ id: nextId, time, text });
    nextId += 1;
    if (held.length >= capacity * 2) held = held.slice(-capacity);
    view = undefined;
    return true;
  };

  return {
    push: (chunk) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      // An endless line must not be kept whole either.
      if (rest.length > longestLine * 4) rest = rest.slice(0, longestLine * 2);
      let count = 0;
      for (const part of parts) if (add(part)) count += 1;
      return count;
    },
    flush: () => {
      if (rest !== '') add(rest);
      rest = '';
    },
    lines: () => {
      view ??= held.length > capacity ? held.slice(-capacity) : held.slice();
      return view;
    },
    dropped: () => Math.max(0, nextId - capacity),
    lastTime: () => last,
    resume: () => {
      rest = '';
      if (last !== '') skipping = { until: last, repeats: [...atLast] };
    },
    clear: () => {
      held = [];
      view = undefined;
      rest = '';
      nextId = 0;
      last = '';
      atLast = [];
      skipping = undefined;
    },
  };
};
