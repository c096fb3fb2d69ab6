import { expect, it } from 'vitest';
import { formatAmount, formatBytes, formatCores } from './quantity.ts';

it('says amounts in three digits', () => {
  expect([0, 0.0004, 0.25, 0.9999, 1, 1.5, 12, 12.34, 480].map(formatCores)).toEqual([
    '0m',
    '0m',
    '250m',
    '1',
    '1',
    '1.5',
    '12',
    '12.3',
    '480',
  ]);
  expect([0, 512, 1024, 1536, 5 * 2 ** 20, 1.25 * 2 ** 30, 2 ** 50].map(formatBytes)).toEqual([
    '0 B',
    '512 B',
    '1 KiB',
    '1.5 KiB',
    '5 MiB',
    '1.25 GiB',
    '1 PiB',
  ]);
  expect(formatAmount['bytes/s'](2048)).toBe('2 KiB/s');
});
