import { describe, expect, it } from 'vitest';
import { chartDomain, linePath, valueAt } from './chart-domain.ts';

const minute = 60_000;
const to = 20 * minute;

describe('what a chart spans', () => {
  it('begins at the first value, two minutes before the end at the latest', () => {
    expect(chartDomain([[[10 * minute, 1]], [[5 * minute, 1]]], { to, scale: 'share' }).from).toBe(5 * minute);
    expect(chartDomain([[[to - 1000, 1]]], { to, scale: 'share' }).from).toBe(18 * minute);
    expect(chartDomain([[], []], { to, scale: 'amount' })).toEqual({ from: 18 * minute, to, low: 0, high: 1 });
  });

  it.each([
    [1, 0.99],
    [0.97, 0.95],
    [0.3, 0],
  ])('a share of %s is above %s, and 1 is the top', (share, low) => {
    expect(chartDomain([[[to, share]]], { to, scale: 'share' })).toMatchObject({ low, high: 1 });
  });

  it.each([
    [0.084, 0.1],
    [0.11, 0.2],
    [0.5, 0.5],
    [7, 10],
  ])('an amount of %s is below %s', (amount, high) => {
    const domain = chartDomain([[[to, amount]]], { to, scale: 'amount' });
    expect(domain.low).toBe(0);
    expect(domain.high).toBeCloseTo(high, 9);
  });
});

describe('a line', () => {
  const domain = { from: 0, to: 100_000, low: 0, high: 1 };

  it('is broken where values are missing', () => {
    const line: [number, number][] = [
      [0, 0],
      [10_000, 1],
      [60_000, 0.5],
    ];
    expect(linePath(line, domain, { width: 100, height: 10 })).toBe('M0.0 10.0L10.0 0.0M60.0 5.0');
  });

  it('is read at the nearest value, and not far from any', () => {
    const line: [number, number][] = [
      [10_000, 1],
      [20_000, 2],
    ];
    expect(valueAt(line, 14_000)).toBe(1);
    expect(valueAt(line, 17_000)).toBe(2);
    expect(valueAt(line, 60_000)).toBeUndefined();
    expect(valueAt([], 0)).toBeUndefined();
  });
});
