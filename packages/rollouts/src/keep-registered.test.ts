import { describe, expect, it } from 'vitest';
import { contains } from './keep-registered.ts';

describe('what is registered', () => {
  it.each([
    [{ a: 1, added: true }, { a: 1 }, true],
    [{ a: 1 }, { a: 2 }, false],
    [{ list: [{ a: 1, timeout: 10 }] }, { list: [{ a: 1 }] }, true],
    [{ list: [{ a: 1 }, { a: 2 }] }, { list: [{ a: 1 }] }, false],
    [{ list: ['a'] }, { list: ['b'] }, false],
    [{}, { a: undefined }, true],
    [undefined, { a: 1 }, false],
  ])('%j is as %j wants it: %s', (found, wanted, expected) => {
    expect(contains(found, wanted)).toBe(expected);
  });
});
