import { describe, expect, it } from 'vitest';
import { ageText, humanDuration } from './duration.ts';
import { fromTime, toMicroTime, toTime } from './time.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

describe('humanDuration', () => {
  // Printed by k8s.io/apimachinery v0.34.4, duration.HumanDuration.
  it.each([
    [-5 * S, '<invalid>'],
    [-1.5 * S, '0s'],
    [0, '0s'],
    [119_999, '119s'],
    [2 * M, '2m'],
    [5 * M + 30 * S, '5m30s'],
    [10 * M + 59 * S, '10m'],
    [179 * M, '179m'],
    [3 * H, '3h'],
    [3 * H + 12 * M, '3h12m'],
    [47 * H, '47h'],
    [2 * D + 4 * H, '2d4h'],
    [3 * D, '3d'],
    [8 * D + 5 * H, '8d'],
    [729 * D, '729d'],
    [730 * D, '2y'],
    [800 * D, '2y70d'],
    [8 * 365 * D + 3 * D, '8y'],
  ])('%d ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});

describe('ageText', () => {
  const now = Date.parse('2026-01-02T00:00:00Z');
  it.each([
    ['2026-01-01T23:00:00Z', '60m'],
    [null, '<unknown>'],
    ['<none>', '<none>'],
    ['12s', '12s'],
    ['', ''],
  ])('of %j is %s', (cell, text) => {
    expect(ageText(cell, now)).toBe(text);
  });
});

describe('times', () => {
  it('are whole seconds or microseconds in UTC', () => {
    expect(toTime(1_767_225_600_999)).toBe('2026-01-01T00:00:00Z');
    expect(toMicroTime(1_767_225_600_999)).toBe('2026-01-01T00:00:00.999000Z');
  });

  it('are read from RFC 3339 and nothing else', () => {
    expect(fromTime('2026-01-01T01:00:00.000000+01:00')).toBe(1_767_225_600_000);
    for (const text of ['2026-01-01', 'yesterday', '1', '2026-13-01T00:00:00Z', 5, null])
      expect(fromTime(text)).toBeUndefined();
  });
});
