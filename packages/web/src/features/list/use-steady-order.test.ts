import { describe, expect, it } from 'vitest';
import { inOrderOf } from './use-steady-order.ts';

const places = 5;
const placeOf = (index: number): number => index % places;

describe('inOrderOf', () => {
  it('leaves every element where it is while rows go by', () => {
    // Rows 2 and 3 took the places of rows that have left, at their own places' elements.
    expect(inOrderOf([2, 3, 4, 5, 6], [0, 1, 2, 3, 4], placeOf)).toEqual([5, 6, 2, 3, 4]);
  });
  it('puts what had no element last, and leaves no gap for what has gone', () => {
    expect(inOrderOf([1, 2, 3, 4], [0, 1, 2], placeOf)).toEqual([1, 2, 3, 4]);
    expect(inOrderOf([7, 8], [3, 2, 1, 0], placeOf)).toEqual([8, 7]);
  });
});
