import { describe, expect, it } from 'vitest';
import { toDiffLines } from './diff-lines.ts';

const shown = (before: unknown, after: unknown): string[] =>
  toDiffLines(before, after).map(({ type, text }) => `${type} ${text.trim()}`);

describe('toDiffLines', () => {
  it('shows a change with what is around it, and counts what is far from it', () => {
    const object = (replicas: number) => ({ a: 1, b: 2, c: 3, d: 4, e: 5, spec: { replicas }, y: 1, z: 2 });
    expect(shown(object(1), object(3))).toEqual([
      'skipped 4',
      'same "d": 4,',
      'same "e": 5,',
      'same "spec": {',
      'removed "replicas": 1',
      'added "replicas": 3',
      'same },',
      'same "y": 1,',
      'same "z": 2',
      'same }',
    ]);
  });

  it('shows what came and what went as a whole', () => {
    expect(shown(undefined, { a: 1 })).toEqual(['added {', 'added "a": 1', 'added }']);
    expect(shown({ a: 1 }, undefined)).toEqual(['removed {', 'removed "a": 1', 'removed }']);
  });

  it('counts the whole where nothing differs', () => {
    expect(shown({ a: 1, b: 2 }, { a: 1, b: 2 })).toEqual(['skipped 4']);
  });
});
