import { describe, expect, it } from 'vitest';
import type { WireRow } from '../console.ts';
import { applyRowsDelta } from './rows-window.ts';

const row = (uid: string, ...cells: WireRow['cells']): WireRow => ({
  uid,
  namespace: 'shop',
  name: `name-${uid}`,
  resource_version: '1',
  created: '2026-11-01T00:00:00Z',
  cells,
});

describe('applyRowsDelta', () => {
  const window = { rows: [row('a', '0/1', 0), row('b', '1/1', 2)], total: 2 };

  it('keeps the order when only cells changed, and says which', () => {
    const after = applyRowsDelta(window, { total: 2, rows: [row('a', '1/1', 0)] });
    expect(after.rows).toEqual([row('a', '1/1', 0), row('b', '1/1', 2)]);
    expect([...after.changed]).toEqual([['a', [0]]]);
    expect(after.added).toEqual([]);
  });

  it('follows a new order, additions and removals', () => {
    const after = applyRowsDelta(window, { total: 5, rows: [row('c', '1/1', 1)], order: ['c', 'b'] });
    expect(after.rows.map((item) => item.uid)).toEqual(['c', 'b']);
    expect(after.total).toBe(5);
    expect(after.added).toEqual(['c']);
    expect(after.changed.size).toBe(0);
  });

  it('says nothing changed when a row came again as it was', () => {
    expect(applyRowsDelta(window, { total: 2, rows: [row('b', '1/1', 2)] }).changed.size).toBe(0);
  });

  it('leaves out a row that nobody sent', () => {
    expect(applyRowsDelta(window, { total: 3, rows: [], order: ['a', 'x', 'b'] }).rows).toHaveLength(2);
  });

  it('does not change the window it was given', () => {
    const before = structuredClone(window);
    applyRowsDelta(window, { total: 1, rows: [row('a', '9/9', 9)], order: ['a'] });
    expect(window).toEqual(before);
  });
});
