import { describe, expect, it } from 'vitest';
import { moveWindow, windowSize } from './rows-window.ts';

describe('moveWindow', () => {
  it('stays while the screen is well inside', () => {
    expect(moveWindow(0, { first: 0, last: 30, total: 10_000 })).toBe(0);
    expect(moveWindow(200, { first: 250, last: 290, total: 10_000 })).toBe(200);
  });

  it('puts the screen in the middle when it comes near an edge', () => {
    expect(moveWindow(0, { first: 135, last: 165, total: 10_000 })).toBe(40);
    expect(moveWindow(400, { first: 420, last: 450, total: 10_000 })).toBe(320);
  });

  it('follows a jump anywhere and covers the screen at both ends', () => {
    for (let first = 0; first < 10_000; first += 7) {
      const last = Math.min(first + 40, 9999);
      const offset = moveWindow(0, { first, last, total: 10_000 });
      expect(offset).toBeLessThanOrEqual(first);
      expect(offset + windowSize).toBeGreaterThan(last);
    }
  });

  it('never moves when all rows fit', () => {
    expect(moveWindow(0, { first: 100, last: 140, total: 180 })).toBe(0);
  });

  it('comes back when the list has shrunk', () => {
    expect(moveWindow(400, { first: 0, last: 20, total: 21 })).toBe(0);
  });
});
