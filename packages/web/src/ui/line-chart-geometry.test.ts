import { describe, expect, it } from 'vitest';
import { nearestIndex, niceTop, pathOf, timeTicks } from './line-chart-geometry.ts';

const flat = { x: (at: number) => at, y: (value: number) => 10 - value };

describe('the geometry of charts', () => {
  it('ends at a round number', () => {
    expect([0, -1, 0.03, 1, 1.2, 4, 7, 10, 730].map((one) => niceTop(one))).toEqual([
      1, 1, 0.05, 1, 2, 5, 10, 10, 1000,
    ]);
    expect([0.5, 700, 1024, 400 * 2 ** 20].map((one) => niceTop(one, true))).toEqual([0.5, 1000, 1024, 500 * 2 ** 20]);
  });

  it('finds the moment nearest to a place', () => {
    expect([-5, 0, 4, 6, 14, 99].map((at) => nearestIndex([0, 10, 20], at))).toEqual([0, 0, 0, 1, 1, 2]);
    expect(nearestIndex([], 5)).toBe(-1);
  });

  it('joins what belongs together and leaves holes', () => {
    const points = [
      [0, 1],
      [10, 2],
      [40, 3],
    ] as const;
    expect(pathOf(points, { ...flat, gap: 15 })).toBe('M0.0 9.0L10.0 8.0M40.0 7.0h0.1');
    expect(pathOf(points.slice(0, 2), { ...flat, gap: 15, base: 10 })).toBe('M0.0 9.0L10.0 8.0V10.0H0.0Z');
    expect(pathOf([], { ...flat, gap: 15 })).toBe('');
  });

  it('names moments within the range', () => {
    const start = Date.parse('2026-11-21T10:00:00Z');
    const ticks = timeTicks(start, start + 3_600_000);
    expect(ticks).toHaveLength(4);
    for (const { moment, text } of ticks) {
      expect(moment).toBeGreaterThan(start);
      expect(moment).toBeLessThan(start + 3_600_000);
      expect(text).toMatch(/^\d\d:\d\d$/);
    }
    expect(timeTicks(start, start + 7 * 86_400_000)[0]?.text).toMatch(/^\d\d-\d\d$/);
  });
});
