import { describe, expect, it } from 'vitest';
import { scanJson } from './json-scan.ts';

describe('scanJson', () => {
  it.each([
    ['', 'unexpected end of JSON input'],
    ['{"a":1', 'unexpected end of JSON input'],
    ['{"a"', 'unexpected end of JSON input'],
    ['"abc', 'unexpected end of JSON input'],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['nope', "invalid character 'n' looking for beginning of value"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
  ])('says of %j what Go says', (text, error) => {
    expect(scanJson(text).error).toBe(error);
  });

  it('finds fields that occur twice, with their paths', () => {
    const { duplicates, error } = scanJson(
      '{"a":{"b":1,"b":2,"c":[{"d":1},{"d":1,"d":2}]},"a":null,"e":"\\u00e9 \\" ]"}',
    );
    expect(error).toBeUndefined();
    expect([...duplicates].sort()).toEqual(['a', 'a.b', 'a.c[1].d']);
  });

  it('agrees with JSON.parse on what is JSON', () => {
    for (const text of ['0', '-1.5e+3', 'true', '[[],{},[{}]]', ' { "a" : [ 1 , null ] } ', '"\\ud83d\\ude00"']) {
      expect(scanJson(text).error).toBeUndefined();
      expect(() => JSON.parse(text) as unknown).not.toThrow();
    }
    for (const text of ['01', '+1', '1.', 'tru', '[', '{"a":}', "'a'", '[1]]', '\u0000'])
      expect(scanJson(text).error).toBeDefined();
  });

  it('refuses what is nested too deeply without running out of stack', () => {
    expect(scanJson('['.repeat(200_000)).error).toBe('exceeded max depth');
  });
});
