import { momentKey } from './log-time.ts';

/** A line as the kubelet sends it with timestamps. */
export interface StampedLine {
  key: string;
  time: string;
  text: string;
}

/** A longer line is cut; runtimes themselves cut at 16 KiB. */
const longestLine = 256 * 1024;
const newline = 0x0a;

/** The lines of a log that was asked for with timestamps. */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<StampedLine[]> {
  let rest: Buffer = Buffer.alloc(0);
  let last: StampedLine = { key: '', time: '', text: '' };
  const toLine = (bytes: Buffer): StampedLine => {
    const text = bytes.subarray(0, longestLine).toString('utf8');
    const space = text.indexOf(' ');
    const time = space < 0 ? text : text.slice(0, space);
    const key = momentKey(time);
    // What a kubelet says of itself has no moment: it belongs to the line before.
    last = key === undefined ? { ...last, text } : { key, time, text: space < 0 ? '' : text.slice(space + 1) };
    return last;
  };
  for await (const chunk of stream) {
    const bytes =
      rest.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([rest, chunk]);
    const lines: StampedLine[] = [];
    let from = 0;
    for (let to = bytes.indexOf(newline); to >= 0; to = bytes.indexOf(newline, from)) {
      lines.push(toLine(bytes.subarray(from, to)));
      from = to + 1;
    }
    rest = bytes.subarray(from);
    // The beginning is kept, the rest of an endless line is not.
    if (rest.length > longestLine) rest = Buffer.from(rest.subarray(0, longestLine));
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [toLine(rest)];
}
