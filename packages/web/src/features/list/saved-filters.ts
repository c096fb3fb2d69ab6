import type { WireKind } from '@binnacle/api';
import { readPreference, writePreference } from '../../ui/preference.ts';

/** A list's filter under a name: the search part of its address. */
export interface SavedFilter {
  name: string;
  search: string;
}

type KindName = Pick<WireKind, 'group' | 'plural'>;
const keyOf = ({ group, plural }: KindName): string => `filters.${group}/${plural}`;

const isFilter = (value: unknown): value is SavedFilter => {
  const { name, search } = (value ?? {}) as Partial<Record<keyof SavedFilter, unknown>>;
  return typeof name === 'string' && typeof search === 'string';
};

/** Of a kind; anything unreadable counts as none. */
export const readFilters = (kind: KindName): SavedFilter[] => {
  try {
    const value: unknown = JSON.parse(readPreference(keyOf(kind)));
    return Array.isArray(value) ? value.filter(isFilter) : [];
  } catch {
    return [];
  }
};

export const writeFilters = (kind: KindName, filters: readonly SavedFilter[]): void =>
  writePreference(keyOf(kind), JSON.stringify(filters));
