import { expect, it } from 'vitest';
import { decodeValue } from './decode-value.ts';

it('reads text, and leaves what is none', () => {
  expect(decodeValue('aHVudGVyMg==')).toBe('hunter2');
  expect(decodeValue('w7zwn5SR')).toBe('ü🔑');
  expect(decodeValue('//4=')).toBe('//4=');
  expect(decodeValue('AGE=')).toBe('AGE=');
  expect(decodeValue('not base64!')).toBe('not base64!');
  expect(decodeValue('')).toBe('');
});
