import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { spdyDictionary } from './spdy-dictionary.ts';

it('is the dictionary of the specification, byte for byte', () => {
  expect(spdyDictionary.length).toBe(1423);
  expect(createHash('sha256').update(spdyDictionary).digest('hex').slice(0, 16)).toBe('51d27341373f923f');
});
