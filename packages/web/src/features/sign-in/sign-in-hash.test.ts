import { expect, it } from 'vitest';
import { parseSignInHash } from './sign-in-hash.ts';

it('reads a code or a known problem, and nothing that somebody else put there', () => {
  expect(parseSignInHash('#/sign-in?code=abc')).toEqual({ code: 'abc' });
  expect(parseSignInHash('#/sign-in?problem=name-taken')).toEqual({ problem: 'name-taken' });
  expect(parseSignInHash('#/sign-in?problem=call+0800-1234')).toEqual({});
  expect(parseSignInHash('')).toEqual({});
});
