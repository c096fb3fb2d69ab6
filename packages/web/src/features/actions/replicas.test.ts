import { expect, it } from 'vitest';
import { parseReplicas } from './replicas.ts';

it.each([
  ['', { problem: 'missing' }],
  ['3', { replicas: 3 }],
  [0, { replicas: 0 }],
  ['1.5', { problem: 'notWhole' }],
  ['x', { problem: 'notWhole' }],
  [-1, { problem: 'negative' }],
  ['2147483648', { problem: 'tooLarge' }],
])('reads %j', (text, result) => {
  expect(parseReplicas(text)).toEqual(result);
});
