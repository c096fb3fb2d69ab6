import { expect, it } from 'vitest';
import { mergePatch } from './write.ts';

it.each([
  [{ a: 1, b: 2 }, { a: 1 }, { b: null }],
  [{ labels: { x: '1', y: '2' } }, { labels: { x: '3' } }, { labels: { x: '3', y: null } }],
  [{ list: [1, 2] }, { list: [1] }, { list: [1] }],
  [{ a: { b: 1 } }, { a: { b: 1 } }, {}],
  [{ a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
])('from %j to %j by %j', (before, after, patch) => {
  expect(mergePatch(before, after)).toEqual(patch);
});
