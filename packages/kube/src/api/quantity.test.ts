import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  byteQuantity,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  isQuantity,
  milliQuantity,
  parseQuantity,
  quantityToMilli,
  quantityToNumber,
  subtractQuantities,
} from './quantity.ts';

const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

describe('quantities', () => {
  // Expected values printed by k8s.io/apimachinery v0.34.4, resource.ParseQuantity(text).String().
  it.each([
    ['1.5Gi', '1536Mi'],
    ['0.5', '500m'],
    ['1500m', '1500m'],
    ['12e6', '12e6'],
    ['1e3', '1e3'],
    ['1E', '1E'],
    ['0.1m', '100u'],
    ['0.0000000001', '1n'],
    ['1.3Ki', '1331200m'],
    ['0.5Ki', '512'],
    ['-1.5', '-1500m'],
    ['100k', '100k'],
    ['1024', '1024'],
    ['1024Ki', '1Mi'],
    ['1e-3', '1e-3'],
    ['+', '0'],
    ['.5', '500m'],
    ['0.001Ki', '1024m'],
    ['-0.5Gi', '-512Mi'],
    ['1e-99999', '1e-9'],
    ['123456789012345678901234567890n', '123456789012345678901234567890n'],
  ])('writes %s as %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each([
    ['1KK', "unable to parse quantity's suffix"],
    ['1e', "unable to parse quantity's suffix"],
    ['x', WRONG_FORMAT],
    ['1.2.3', WRONG_FORMAT],
    ['', WRONG_FORMAT],
    ['1 Gi', WRONG_FORMAT],
  ])('refuses %j', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(message);
    expect(isQuantity(text)).toBe(false);
  });

  it('is bounded whatever is written', () => {
    expect(formatQuantity(parseQuantity('1e999999999'))).toBe('1e51');
    expect(compareQuantities('9'.repeat(100_000), '1E')).toBe(1);
    expect(canonicalQuantity(`0.${'0'.repeat(100_000)}1`)).toBe('1n');
  });

  it('adds, subtracts and converts', () => {
    expect(formatQuantity(addQuantities('512Mi', '1.5Gi'))).toBe('2Gi');
    expect(formatQuantity(addQuantities('0', '1Gi'))).toBe('1Gi');
    expect(formatQuantity(subtractQuantities('1', '250m'))).toBe('750m');
    expect(quantityToNumber('1536Mi')).toBe(1_610_612_736);
    expect(quantityToNumber('250m')).toBe(0.25);
    expect(quantityToMilli('1.0001')).toBe(1001);
    expect(formatQuantity(milliQuantity(1500))).toBe('1500m');
    expect(formatQuantity(byteQuantity(3 * 2 ** 30))).toBe('3Gi');
  });

  const anyQuantity = fc
    .tuple(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'e3', 'E-2'),
    )
    .map(([n, suffix]) => `${n}${suffix}`);

  it('keeps the value when written canonically', () => {
    fc.assert(fc.property(anyQuantity, (text) => compareQuantities(text, canonicalQuantity(text)) === 0));
  });

  it('is canonical once and for all', () => {
    fc.assert(
      fc.property(anyQuantity, (text) => canonicalQuantity(canonicalQuantity(text)) === canonicalQuantity(text)),
    );
  });

  it('orders as the numbers do', () => {
    fc.assert(
      fc.property(anyQuantity, anyQuantity, anyQuantity, (a, b, c) => {
        expect(compareQuantities(a, b) + compareQuantities(b, a)).toBe(0);
        if (compareQuantities(a, b) <= 0 && compareQuantities(b, c) <= 0) expect(compareQuantities(a, c)).not.toBe(1);
      }),
    );
  });

  it('undoes a sum by a difference', () => {
    fc.assert(
      fc.property(
        anyQuantity,
        anyQuantity,
        (a, b) => compareQuantities(subtractQuantities(addQuantities(a, b), b), a) === 0,
      ),
    );
  });
});
