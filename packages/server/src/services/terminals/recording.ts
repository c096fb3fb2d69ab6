import type { Clock } from '@binnacle/kube/clock';

/** What a terminal showed, as an asciicast. */
export interface Recording {
  output(bytes: Uint8Array): void;
  resize(columns: number, rows: number): void;
  text(): string;
}

/** Characters kept; the audit is no place for more. */
const longest = 200_000;

/**
 * Source: asciicast v2. Input is left out: what people type holds passwords, and what may be seen of it is echoed.
 */
export const createRecording = (clock: Clock): Recording => {
  const startedAt = clock.now();
  const decoder = new TextDecoder();
  const lines = [JSON.stringify({ version: 2, width: 80, height: 24, timestamp: Math.floor(startedAt / 1_000) })];
  let length = 0;
  const add = (type: 'o' | 'r', text: string) => {
    if (length > longest || text === '') return;
    const kept = text.slice(0, longest - length);
    length += text.length;
    lines.push(JSON.stringify([(clock.now() - startedAt) / 1_000, type, kept]));
    if (length > longest) lines.push(JSON.stringify([(clock.now() - startedAt) / 1_000, 'm', 'the rest was not kept']));
  };
  return {
    output: (bytes) => add('o', decoder.decode(bytes, { stream: true })),
    resize: (columns, rows) => add('r', `${columns}x${rows}`),
    text: () => lines.join('\n'),
  };
};
