import { itemsByName } from '../resources/index.ts';
import type { TemplateChange } from './types.ts';

/** Changes told of one revision; a template that is all new says nothing by its hundredth field. */
const mostChanges = 100;

/**
 * The fields that differ, by path: `spec.containers[main].image`. Items of lists are told apart by their names where all have
 * one, else by their positions.
 */
export const changesBetween = (before: unknown, after: unknown): TemplateChange[] => {
  const changes: TemplateChange[] = [];
  const compare = (from: unknown, to: unknown, path: string) => {
    if (changes.length >= mostChanges || JSON.stringify(from) === JSON.stringify(to)) return;
    const [left, right] = [fieldsOf(from), fieldsOf(to)];
    if (left === undefined || right === undefined) {
      changes.push({ path, from: from ?? null, to: to ?? null });
      return;
    }
    for (const key of new Set([...left.keys(), ...right.keys()]))
      compare(left.get(key), right.get(key), key.startsWith('[') || path === '' ? `${path}${key}` : `${path}.${key}`);
  };
  compare(before, after, '');
  return changes;
};

/** Undefined for what has no fields. */
const fieldsOf = (value: unknown): Map<string, unknown> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const named = itemsByName(value) ?? new Map(value.map((item: unknown, index) => [String(index), item]));
  return new Map([...named].map(([name, item]) => [`[${name}]`, item]));
};
