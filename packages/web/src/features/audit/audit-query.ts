import type { AuditQuery } from '@binnacle/api/client';
import { useMemo } from 'react';
import { useSearch } from 'wouter/use-browser-location';
import { go } from '../../resource/use-place.ts';

/** What can be filtered by, in the order of the boxes. */
export const auditFields = [
  'user',
  'operation',
  'cluster',
  'kind',
  'namespace',
  'name',
  'result',
  'since',
  'until',
] as const satisfies readonly (keyof AuditQuery)[];
export type AuditField = (typeof auditFields)[number];
export type AuditFilter = Partial<Record<AuditField, string>>;

/** The filter that the address holds. */
export const parseAuditFilter = (search: string): AuditFilter => {
  const params = new URLSearchParams(search);
  return Object.fromEntries(auditFields.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : [])));
};

export const toAuditSearch = (filter: AuditFilter): string => {
  const params = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

export const useAuditFilter = (): [AuditFilter, (filter: AuditFilter) => void] => {
  const search = useSearch();
  const filter = useMemo(() => parseAuditFilter(search), [search]);
  return [filter, (next) => go(`${location.pathname}${toAuditSearch(next)}`, { replace: true })];
};
