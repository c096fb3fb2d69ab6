import { describe, expect, it } from 'vitest';
import { mapChangesOf, mapProblemOf } from './map-changes.ts';

const entries = (...pairs: [string, string][]) => pairs.map(([key, value], id) => ({ id, key, value }));

describe('mapChangesOf', () => {
  it('names what is new, changed and gone, and nothing else', () => {
    const before = { app: 'cart', tier: 'web', old: 'x' };
    expect(mapChangesOf(before, entries(['app', 'cart'], ['tier', 'db'], ['new', '']))).toEqual({
      tier: 'db',
      new: '',
      old: null,
    });
  });
});

describe('mapProblemOf', () => {
  it('finds a value without a key and a key given twice', () => {
    expect(mapProblemOf(entries(['a', '1'], ['', '']))).toBeUndefined();
    expect(mapProblemOf(entries(['a', '1'], ['', '2']))).toEqual({ id: 1, problem: 'noKey' });
    expect(mapProblemOf(entries(['a', '1'], ['a', '2']))).toEqual({ id: 1, problem: 'twice' });
  });
});
