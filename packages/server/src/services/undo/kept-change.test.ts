import { expect, it } from 'vitest';
import { keptChange } from './kept-change.ts';

const at = Date.parse('2026-11-22T09:00:00Z');
const json = (creationTimestamp: string) => JSON.stringify({ metadata: { name: 'cart', creationTimestamp } });
const now = json('2026-11-22T08:59:59Z');
const typeOf = (operation: string, before: string | undefined, after: string | undefined) =>
  keptChange({ at, operation, before, after })?.type;

it('is a making only of what was not there, not of what was too large to be kept', () => {
  const old = json('2026-11-01T00:00:00Z');
  expect(typeOf('resources.create', undefined, now)).toBe('made');
  expect(typeOf('resources.apply', undefined, now)).toBe('made');
  expect(typeOf('resources.apply', undefined, old)).toBeUndefined();
  expect(typeOf('resources.patch', undefined, old)).toBeUndefined();
});

it('is told by what is kept of the object', () => {
  expect(typeOf('resources.patch', now, now)).toBe('changed');
  expect(typeOf('resources.delete', now, undefined)).toBe('deleted');
  expect(typeOf('resources.delete', undefined, undefined)).toBeUndefined();
  expect(typeOf('resources.patch', now, undefined)).toBeUndefined();
});
