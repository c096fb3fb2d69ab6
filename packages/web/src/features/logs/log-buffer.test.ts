import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogBuffer, longestLine } from './log-buffer.ts';

const line = (text: string, container = 'main') => ({ pod: 'web', container, time: '2026-11-21T09:00:00Z', text });
const texts = (buffer: ReturnType<typeof createLogBuffer>): string[] => buffer.lines().map(({ text }) => text);

describe('createLogBuffer', () => {
  it('keeps the newest lines, counts the dropped and keeps ids', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 200 }), (capacity, count) => {
        const buffer = createLogBuffer(capacity);
        for (let i = 0; i < count; i += 1) buffer.push([line(`line ${i}`)]);
        const all = Array.from({ length: count }, (_, i) => i);
        expect(buffer.lines().map(({ id }) => id)).toEqual(all.slice(-capacity));
        expect(texts(buffer)).toEqual(all.slice(-capacity).map((i) => `line ${i}`));
        expect(buffer.dropped()).toBe(Math.max(0, count - capacity));
      }),
    );
  });

  it('gives the same array until something changes', () => {
    const buffer = createLogBuffer(3);
    buffer.push([line('a')]);
    const before = buffer.lines();
    expect(buffer.lines()).toBe(before);
    buffer.push([line('b')]);
    expect(buffer.lines()).not.toBe(before);
  });

  it('cuts lines that are too long', () => {
    const buffer = createLogBuffer(3);
    buffer.push([line('x'.repeat(longestLine + 1))]);
    expect(texts(buffer)).toEqual([`${'x'.repeat(longestLine)}…`]);
  });

  it('reads levels through colours, and goes on with them over indented lines of the same container', () => {
    const buffer = createLogBuffer(10);
    buffer.push([
      line('\u001b[31mERROR\u001b[0m it broke'),
      line('  at main.ts:3', 'main'),
      line('  GET /cart', 'proxy'),
      line('ready'),
    ]);
    expect(buffer.lines().map(({ level }) => level)).toEqual(['error', 'error', undefined, undefined]);
  });
});
