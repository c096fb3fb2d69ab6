import { plainText } from './ansi.ts';
import type { LogLine } from './log-buffer.ts';

/** Where a search text occurs in the lines held. */
export interface LogMatches {
  /** Ids of the lines with at least one hit, in order. */
  lineIds: readonly number[];
  /** Hits in all lines. */
  count: number;
}

const none: LogMatches = { lineIds: [], count: 0 };

/** The pieces of a text, every second one a hit; case is ignored. */
export const splitByMatch = (text: string, needle: string): string[] => {
  if (needle === '') return [text];
  const lower = text.toLowerCase();
  // A few letters change their length in lower case; positions would then be wrong, so nothing is marked.
  if (lower.length !== text.length) return [text];
  const wanted = needle.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return parts;
};

export const findMatches = (lines: readonly LogLine[], needle: string): LogMatches => {
  if (needle === '') return none;
  const lineIds: number[] = [];
  let count = 0;
  for (const line of lines) {
    const hits = (splitByMatch(plainText(line.text), needle).length - 1) / 2;
    if (hits === 0) continue;
    lineIds.push(line.id);
    count += hits;
  }
  return { lineIds, count };
};
