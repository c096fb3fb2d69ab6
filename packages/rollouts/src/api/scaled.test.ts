import { expect, it } from 'vitest';
import { ceilOf, floorOf, toPercent } from './scaled.ts';

it.each([
  [5, 10, 5, 5],
  ['20%', 10, 2, 2],
  ['25%', 10, 3, 2],
  ['100%', 10, 10, 10],
  ['7%', 100, 7, 7],
  ['%5', 10, 0, 0],
  [undefined, 10, 0, 0],
])('%s of %s is %s rounded up and %s rounded down', (...[value, total, up, down]) => {
  expect([ceilOf(value, total), floorOf(value, total)]).toEqual([up, down]);
});

it('knows a percentage', () => {
  expect([toPercent('20%'), toPercent('0%'), toPercent(20), toPercent('20'), toPercent('a%')]).toEqual([
    20,
    0,
    undefined,
    undefined,
    undefined,
  ]);
});
