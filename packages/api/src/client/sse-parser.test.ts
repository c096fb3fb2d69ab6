import { describe, expect, it } from 'vitest';
import { createSseParser, type SseEvent } from './sse-parser.ts';

const text = [
  ': heartbeat',
  '',
  'event: rows',
  'data: {"a":1}',
  '',
  'data: first',
  'data:second',
  'id: 7',
  '',
  'event: empty',
  '',
  'data: 你好',
  '',
  '',
].join('\n');

const expected: SseEvent[] = [
  { event: 'rows', data: '{"a":1}' },
  { event: 'message', data: 'first\nsecond' },
  { event: 'message', data: '你好' },
];

describe('createSseParser', () => {
  it('reads names, joined data lines, comments and skips events without data', () => {
    expect(createSseParser().push(text)).toEqual(expected);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('gives the same events however chunks are cut, lines ending with %s', (_, lineBreak) => {
    const variant = text.replaceAll('\n', lineBreak);
    for (let size = 1; size < variant.length; size += 1) {
      const parser = createSseParser();
      const events: SseEvent[] = [];
      for (let at = 0; at < variant.length; at += size) events.push(...parser.push(variant.slice(at, at + size)));
      expect(events).toEqual(expected);
    }
  });

  it('drops a byte order mark', () => {
    expect(createSseParser().push('\uFEFFdata: x\n\n')).toEqual([{ event: 'message', data: 'x' }]);
  });

  it('refuses an event without end', () => {
    const parser = createSseParser();
    const chunk = `data: ${'x'.repeat(33 * 1024 * 1024)}\n`;
    parser.push(chunk);
    expect(() => parser.push(chunk)).toThrow('an event of the stream is longer than 64 MiB');
  });
});
