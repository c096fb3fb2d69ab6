/** What identifies the items of sets and of lists of type map. Source: structured-merge-diff `typed`. */
import { keyElement, valueElement } from './field-set.ts';
import type { PathElement } from './field-set.ts';
import { isJsonObject, valueAt } from './json.ts';
import { elementSchema } from './schema.ts';
import type { Schema } from './schema.ts';

/** Undefined for an item that has none of the keys. */
export const itemElement = (list: Schema, item: unknown): PathElement | undefined => {
  if (list.listType === 'set') return valueElement(item);
  if (!isJsonObject(item)) return undefined;
  const element = elementSchema(list);
  const keys: Record<string, unknown> = {};
  for (const name of list.listMapKeys ?? []) {
    const value = valueAt(item, name) ?? element.field?.(name)?.default;
    if (value !== undefined && value !== null) keys[name] = value;
  }
  return Object.keys(keys).length === 0 ? undefined : keyElement(keys);
};

export interface ListItem {
  element: PathElement;
  item: unknown;
}

/** Items with their elements; those without one are left out. */
export const itemsOf = (list: Schema, value: unknown): ListItem[] =>
  (Array.isArray(value) ? value : []).flatMap((item: unknown) => {
    const element = itemElement(list, item);
    return element === undefined ? [] : [{ element, item }];
  });

/** The items by element: usually one, more where the list breaks its own rule. */
export const itemsByElement = (list: Schema, value: unknown): Map<PathElement, unknown[]> => {
  const found = new Map<PathElement, unknown[]>();
  for (const { element, item } of itemsOf(list, value)) {
    const same = found.get(element);
    if (same === undefined) found.set(element, [item]);
    else same.push(item);
  }
  return found;
};
