import { expect, it } from 'vitest';
import { findMatches, splitByMatch } from './find-matches.ts';

const lines = ['GET /cart 200', '\u001b[31mError\u001b[0m: errors in error.log', 'ok'].map((text, id) => ({
  id: id + 5,
  pod: 'web',
  container: 'main',
  time: '',
  level: undefined,
  text,
}));

it('counts hits and names lines, ignoring case and colours', () => {
  expect(findMatches(lines, 'ERROR')).toEqual({ lineIds: [6], count: 3 });
  expect(findMatches(lines, '')).toEqual({ lineIds: [], count: 0 });
  expect(findMatches(lines, 'nothing')).toEqual({ lineIds: [], count: 0 });
});

it('splits a text so that every second piece is a hit', () => {
  expect(splitByMatch('aXbxc', 'x')).toEqual(['a', 'X', 'b', 'x', 'c']);
  expect(splitByMatch('xx', 'x')).toEqual(['', 'x', '', 'x', '']);
  expect(splitByMatch('abc', '')).toEqual(['abc']);
  expect(splitByMatch('İx', 'x')).toEqual(['İx']);
});
