import { describe, expect, it } from 'vitest';
import { findRepeatedKey } from './repeated-key.ts';

const find = (text: string) => findRepeatedKey(Buffer.from(text));

describe('a key that is given twice', () => {
  it.each<[string, string, number]>([
    ['{"a":1,"a":2}', 'a', 7],
    ['{"a":{"b":1,"c":[{}],"b":2}}', 'b', 21],
    ['[{"x":1},{"x":1,"y":"x","x":2}]', 'x', 24],
    ['{"a":1,"\\u0061":2}', 'a', 7],
    ['{"a\\"b":1, "a\\"b":2}', 'a"b', 11],
    ['{"中":1,"中":2}', '中', 9],
    ['{"":1,"":2}', '', 6],
  ])('is found in %s', (text, key, offset) => expect(find(text)).toEqual({ key, offset }));

  it.each([
    '{}',
    '"a"',
    '{"a":"a","b":["a","a"]}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a":"{\\"b\\":1,\\"b\\":2}","b":"\\\\"}',
  ])('is not in %s', (text) => expect(find(text)).toBeUndefined());
});
