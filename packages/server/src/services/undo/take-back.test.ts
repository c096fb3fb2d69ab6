import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeBack } from './take-back.ts';

const container = (name: string, image: string) => ({ name, image });

describe('takeBack', () => {
  it('gives back what was, where nothing was changed since', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (before, after) => {
        const [old, made] = [before, after].map((json): unknown => JSON.parse(JSON.stringify(JSON.parse(json))));
        expect(takeBack(old, made, made)).toEqual({ value: old, kept: [] });
      }),
    );
  });

  it('leaves what others changed since, and says where it met them', () => {
    const before = { replicas: 1, image: 'a:1', paused: false };
    const after = { replicas: 3, image: 'a:2', paused: false };
    expect(takeBack(before, after, { replicas: 3, image: 'a:3', paused: true })).toEqual({
      value: { replicas: 1, image: 'a:3', paused: true },
      kept: ['image'],
    });
  });

  it('removes what was added, and brings back what was removed', () => {
    expect(takeBack({ a: 1 }, { b: 2 }, { b: 2, c: 3 })).toEqual({ value: { a: 1, c: 3 }, kept: [] });
  });

  it('tells items of lists apart by their names', () => {
    const before = { containers: [container('main', 'a:1'), container('proxy', 'p:1')] };
    const after = { containers: [container('main', 'a:2'), container('proxy', 'p:1')] };
    const live = { containers: [container('main', 'a:2'), container('proxy', 'p:2'), container('added', 'x:1')] };
    expect(takeBack(before, after, live)).toEqual({
      value: { containers: [container('main', 'a:1'), container('proxy', 'p:2'), container('added', 'x:1')] },
      kept: [],
    });
    expect(takeBack({ args: ['a'] }, { args: ['b'] }, { args: ['b', 'c'] })).toEqual({
      value: { args: ['b', 'c'] },
      kept: ['args'],
    });
  });

  it('has nothing to do where it was done already', () => {
    expect(takeBack({ a: 1 }, { a: 2 }, { a: 1 })).toEqual({ value: { a: 1 }, kept: [] });
  });
});
