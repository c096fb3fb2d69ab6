import { describe, expect, it } from 'vitest';
import { isDeeperThan } from './json-depth.ts';

const deeper = (text: string, limit: number) => isDeeperThan(Buffer.from(text), limit);

describe('isDeeperThan', () => {
  it('counts objects and arrays together', () => {
    expect(deeper('{"a":[{"b":1}]}', 3)).toBe(false);
    expect(deeper('{"a":[{"b":1}]}', 2)).toBe(true);
    expect(deeper('[[],[],[[]]]', 3)).toBe(false);
  });

  it('takes no notice of brackets in texts', () => {
    expect(deeper('{"a":"[[[[","b\\"[[":"\\\\"}', 1)).toBe(false);
  });

  it('stops early in a text that never closes', () => {
    expect(deeper('['.repeat(1_000_000), 64)).toBe(true);
  });
});
