import { describe, expect, it } from 'vitest';
import { changesBetween } from './template-changes.ts';

describe('changes between templates', () => {
  it.each([
    ['nothing', { a: 1 }, { a: 1 }, []],
    ['a field', { a: 1, b: 2 }, { a: 1, b: 3 }, [{ path: 'b', from: 2, to: 3 }]],
    ['a field that came', {}, { a: { b: 1 } }, [{ path: 'a', from: null, to: { b: 1 } }]],
    ['a field that went', { a: 1 }, {}, [{ path: 'a', from: 1, to: null }]],
    [
      'an item by name',
      { c: [{ name: 'x', v: 1 }] },
      { c: [{ name: 'x', v: 2 }] },
      [{ path: 'c[x].v', from: 1, to: 2 }],
    ],
    ['another order of named items', [{ name: 'x' }, { name: 'y' }], [{ name: 'y' }, { name: 'x' }], []],
    ['an item by position', { args: ['a', 'b'] }, { args: ['a', 'c'] }, [{ path: 'args[1]', from: 'b', to: 'c' }]],
    ['another type', { a: [1] }, { a: 1 }, [{ path: 'a', from: [1], to: 1 }]],
  ])('show %s', (...[, before, after, changes]) => {
    expect(changesBetween(before, after)).toEqual(changes);
  });

  it('are a hundred at most', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, index]));
    expect(changesBetween({ labels: {} }, { labels: many })).toHaveLength(100);
  });
});
