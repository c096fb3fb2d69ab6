import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogBuffer, longestLine } from './log-buffer.ts';

const texts = (buffer: ReturnType<typeof createLogBuffer>): string[] => buffer.lines().map((line) => line.text);

describe('createLogBuffer', () => {
  it('joins chunks that are cut anywhere and takes the timestamps off', () => {
    const buffer = createLogBuffer(10);
    expect(buffer.push('2026-11-21T09:00:00.123456789Z star')).toBe(0);
    expect(buffer.push('ted\n2026-11-21T09:00:01Z ready\r\n\n')).toBe(3);
    expect(buffer.lines()).toEqual([
      { id: 0, time: '2026-11-21T09:00:00.123456789Z', text: 'started' },
      { id: 1, time: '2026-11-21T09:00:01Z', text: 'ready' },
      { id: 2, time: '', text: '' },
    ]);
  });

  it('keeps the newest lines, counts the dropped and keeps ids', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 200 }), (capacity, count) => {
        const buffer = createLogBuffer(capacity);
        for (let i = 0; i < count; i += 1) buffer.push(`line ${i}\n`);
        const all = Array.from({ length: count }, (_, i) => i);
        expect(buffer.lines().map((line) => line.id)).toEqual(all.slice(-capacity));
        expect(texts(buffer)).toEqual(all.slice(-capacity).map((i) => `line ${i}`));
        expect(buffer.dropped()).toBe(Math.max(0, count - capacity));
      }),
    );
  });

  it('gives the same array until something changes', () => {
    const buffer = createLogBuffer(3);
    buffer.push('a\n');
    const before = buffer.lines();
    expect(buffer.lines()).toBe(before);
    buffer.push('b');
    expect(buffer.lines()).toBe(before);
    buffer.push('\n');
    expect(buffer.lines()).not.toBe(before);
  });

  it('takes a last line without a break at the end', () => {
    const buffer = createLogBuffer(3);
    buffer.push('a\nb');
    buffer.flush();
    expect(texts(buffer)).toEqual(['a', 'b']);
  });

  it('cuts lines that are too long, also while they have no end', () => {
    const buffer = createLogBuffer(3);
    buffer.push(`${'x'.repeat(longestLine + 1)}\n`);
    expect(buffer.lines()[0]?.text).toBe(`${'x'.repeat(longestLine)}…`);
    for (let i = 0; i < 100; i += 1) buffer.push('y'.repeat(longestLine));
    buffer.push('\n');
    expect(buffer.lines()[1]?.text).toBe(`${'y'.repeat(longestLine)}…`);
  });

  it('recognises what it has after a reconnect, also with several lines at one moment', () => {
    const buffer = createLogBuffer(10);
    buffer.push('2026-11-21T09:00:00.5Z a\n2026-11-21T09:00:01Z b\n2026-11-21T09:00:01Z b\n2026-11-21T09:00:01Z c\n');
    buffer.resume();
    buffer.push(
      [
        '2026-11-21T09:00:00.5Z a',
        '2026-11-21T09:00:01Z b',
        '2026-11-21T09:00:01Z b',
        '2026-11-21T09:00:01Z c',
        '2026-11-21T09:00:01Z d',
        '2026-11-21T09:00:01.2Z e',
        '2026-11-21T09:00:01.2Z e',
        '',
      ].join('\n'),
    );
    expect(texts(buffer)).toEqual(['a', 'b', 'b', 'c', 'd', 'e', 'e']);
  });

  it('knows that a moment with a fraction is later than the whole second', () => {
    const buffer = createLogBuffer(10);
    buffer.push('2026-11-21T09:00:05.1Z a\n');
    buffer.resume();
    expect(buffer.push('2026-11-21T09:00:05Z before\n2026-11-21T09:00:05.25Z after\n')).toBe(1);
    expect(texts(buffer)).toEqual(['a', 'after']);
  });
});
