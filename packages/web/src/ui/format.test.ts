import { describe, expect, it } from 'vitest';
import { formatClock, formatCount, formatDuration, formatMoment } from './format.ts';

const s = 1000;
const m = 60 * s;
const h = 60 * m;
const d = 24 * h;

describe('formatDuration', () => {
  it.each([
    [-5 * s, '0s'],
    [999, '0s'],
    [119 * s, '119s'],
    [120 * s, '2m'],
    [5 * m + 30 * s, '5m30s'],
    [10 * m, '10m'],
    [179 * m, '179m'],
    [3 * h, '3h'],
    [3 * h + 12 * m, '3h12m'],
    [47 * h, '47h'],
    [2 * d + 4 * h, '2d4h'],
    [8 * d + 5 * h, '8d'],
    [729 * d, '729d'],
    [730 * d + 3 * d, '2y3d'],
    [3000 * d, '8y'],
  ])('prints %d ms as kubectl does: %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatClock', () => {
  const now = new Date(2026, 10, 21, 12, 0, 0).getTime();
  it('leaves the date out today', () => {
    expect(formatClock(new Date(2026, 10, 21, 9, 3, 7).getTime(), now)).toBe('09:03:07');
  });
  it('says the date otherwise', () => {
    expect(formatClock(new Date(2026, 10, 20, 23, 59, 59).getTime(), now)).toBe('2026-11-20 23:59:59');
  });
});

it('formatMoment names the zone', () => {
  expect(formatMoment(new Date(2026, 0, 2, 3, 4, 5).getTime())).toMatch(/^2026-01-02 03:04:05 UTC[+−]\d+/);
});

it('formatCount groups thousands', () => {
  expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
});
