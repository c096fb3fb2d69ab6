import { describe, expect, it } from 'vitest';
import { unobservedIn } from './unobserved.ts';

const item = (uid: string, cluster: string, observed: boolean) => ({ uid, cluster, observed });

describe('clusters without a controller', () => {
  it('are those where a newest spec stays unobserved', () => {
    const since = new Map<string, number>();
    const items = [item('a', 'north', false), item('b', 'north', false), item('c', 'south', true)];
    expect(unobservedIn(items, since, 1_000)).toEqual([]);
    expect(unobservedIn(items, since, 20_999)).toEqual([]);
    expect(unobservedIn(items, since, 21_000)).toEqual(['north']);
  });

  it('are no longer told when a controller has looked, and waited for anew at the next change', () => {
    const since = new Map<string, number>();
    unobservedIn([item('a', 'north', false)], since, 0);
    expect(unobservedIn([item('a', 'north', true)], since, 30_000)).toEqual([]);
    expect(unobservedIn([item('a', 'north', false)], since, 40_000)).toEqual([]);
    expect(unobservedIn([item('a', 'north', false)], since, 60_000)).toEqual(['north']);
  });
});
