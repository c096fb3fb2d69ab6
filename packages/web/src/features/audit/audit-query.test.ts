import { expect, it } from 'vitest';
import { parseAuditFilter, toAuditSearch } from './audit-query.ts';

it('keeps a filter in the address, and nothing else', () => {
  const filter = { user: 'ada', kind: 'deployments.apps', since: '2026-11-21T09:00:00Z' };
  expect(parseAuditFilter(toAuditSearch(filter))).toEqual(filter);
  expect(parseAuditFilter('?user=&other=1&name=cart')).toEqual({ name: 'cart' });
  expect(toAuditSearch({ user: '' })).toBe('');
});
