import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOrderedList } from './ordered-list.ts';

interface Item {
  key: number;
  value: string;
}
const compare = (a: Item, b: Item) => a.key - b.key;

describe('an ordered list', () => {
  it('is a sorted array to whoever reads it', () => {
    const step = fc.record({ type: fc.constantFrom('insert', 'remove', 'replace'), key: fc.nat(3000) });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(3000), { maxLength: 2000 }),
        fc.array(step, { maxLength: 200 }),
        (initial, steps) => {
          const model = initial.map((key) => ({ key, value: 'old' })).sort(compare);
          const list = createOrderedList([...model], compare);
          for (const { type, key } of steps) {
            const at = model.findIndex((item) => item.key === key);
            const item = { key, value: type };
            if (type === 'insert' && at < 0) {
              const position = model.filter((other) => other.key < key).length;
              model.splice(position, 0, item);
              expect(list.insert(item)).toBe(position);
            } else if (type === 'remove') {
              expect(list.remove(item)).toBe(at);
              if (at >= 0) model.splice(at, 1);
            } else if (type === 'replace') {
              expect(list.replace(item, item)).toBe(at);
              if (at >= 0) model[at] = item;
            }
          }
          expect(list.size).toBe(model.length);
          expect(list.slice(0, Infinity)).toEqual(model);
          expect(list.slice(700, 20)).toEqual(model.slice(700, 720));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays in order when thousands arrive one by one', () => {
    const list = createOrderedList<Item>([], compare);
    const keys = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 5003);
    for (const key of keys) list.insert({ key, value: '' });
    expect(list.slice(0, 5000).map(({ key }) => key)).toEqual([...keys].sort((a, b) => a - b));
    for (const key of keys) expect(list.remove({ key, value: '' })).toBeGreaterThanOrEqual(0);
    expect(list.size).toBe(0);
    expect(list.slice(0, 10)).toEqual([]);
  });

  it('does not replace what must move', () => {
    const list = createOrderedList([{ key: 1, value: '' }], compare);
    expect(list.replace({ key: 1, value: '' }, { key: 2, value: '' })).toBe(-1);
  });
});
