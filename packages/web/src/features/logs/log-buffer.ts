import type { WireLogLine } from '@binnacle/api';
import { plainText } from './ansi.ts';
import { levelOf, type LogLevel } from './log-level.ts';

/** One line of a log as kept. */
export interface LogLine extends WireLogLine {
  /** Counts from 0 over the whole stream: stays the same while older lines are dropped. */
  id: number;
  level: LogLevel | undefined;
}

/** Lines longer than this are cut: a log may hold a megabyte of JSON without a break. */
export const longestLine = 16_384;

/** The newest `capacity` lines of what comes. */
export interface LogBuffer {
  push: (lines: readonly WireLogLine[]) => void;
  /** Lines held, oldest first. The same array until something changes. */
  lines: () => readonly LogLine[];
  /** Lines that had to make room. */
  dropped: () => number;
}

export const createLogBuffer = (capacity: number): LogBuffer => {
  // Compacted when twice as long as needed, so that a line costs the same however many are held.
  let held: LogLine[] = [];
  let view: readonly LogLine[] | undefined;
  let nextId = 0;
  /** By container, of its last line: what is indented goes on with it, as stack traces do. */
  const levels = new Map<string, LogLevel | undefined>();

  const add = (line: WireLogLine): void => {
    const text = line.text.length > longestLine ? `${line.text.slice(0, longestLine)}…` : line.text;
    const plain = plainText(text);
    const source = `${line.pod}/${line.container}`;
    const level = levelOf(plain) ?? (/^\s/.test(plain) ? levels.get(source) : undefined);
    levels.set(source, level);
    held.push({ ...line, text, level, id: nextId });
    nextId += 1;
    if (held.length >= capacity * 2) held = held.slice(-capacity);
  };

  return {
    push: (lines) => {
      for (const line of lines) add(line);
      view = undefined;
    },
    lines: () => {
      view ??= held.length > capacity ? held.slice(-capacity) : held.slice();
      return view;
    },
    dropped: () => Math.max(0, nextId - capacity),
  };
};
