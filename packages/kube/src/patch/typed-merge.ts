/** Merging an applied configuration into an object, and taking fields out. Source: structured-merge-diff `typed`. */
import { fieldElement, hasMember } from './field-set.ts';
import type { FieldSet, PathElement } from './field-set.ts';
import { isJsonObject, valueAt } from './json.ts';
import { itemElement, itemsByElement, itemsOf } from './list-items.ts';
import { elementSchema, fieldSchema, isAtomic, shapeOf } from './schema.ts';
import type { Schema } from './schema.ts';

/** Everything of both; where both have a value, the applied one. Undefined stands for absent. */
export const mergeValues = (live: unknown, applied: unknown, schema: Schema): unknown => {
  if (applied === undefined || live === undefined) return applied ?? live;
  const shape = shapeOf(schema, applied);
  if (shape !== shapeOf(schema, live) || isAtomic(schema, shape)) return applied;
  if (shape === 'list') return mergeItems(live, applied, schema);
  if (!isJsonObject(live)) return applied;
  if (!isJsonObject(applied)) return live;
  const keys = new Set([...Object.keys(live), ...Object.keys(applied)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, mergeValues(valueAt(live, key), valueAt(applied, key), fieldSchema(schema, key))]),
  );
};

/** Both lists' orders are kept as far as they agree; where they do not, the applied one wins. */
const mergeItems = (live: unknown, applied: unknown, schema: Schema): unknown[] => {
  const old = itemsByElement(schema, live);
  const now = itemsByElement(schema, applied);
  const left = itemsOf(schema, live);
  const right = [...now.keys()];
  const shared = right.filter((element) => old.has(element));
  const done = new Set<PathElement>();
  const result: unknown[] = [];
  const take = (element: PathElement): void => {
    const before = old.get(element) ?? [];
    // Duplicates in the live list are replaced by the one applied.
    result.push(mergeValues(before.length === 1 ? before[0] : undefined, now.get(element)?.[0], elementSchema(schema)));
    done.add(element);
  };
  let i = 0;
  let j = 0;
  let next = 0;
  const passShared = (element: PathElement): void => {
    if (shared[next] === element) next++;
  };
  while (i < left.length || j < right.length) {
    const ours = left[i];
    const theirs = right[j];
    if (ours !== undefined && theirs !== undefined) {
      if (ours.element === theirs) {
        take(theirs);
        passShared(theirs);
        i++;
        j++;
        continue;
      }
      // Comes later in the applied order than another shared item: it will be taken there.
      if (now.has(ours.element) && next < shared.length && shared[next] !== ours.element) {
        i++;
        continue;
      }
    }
    if (ours !== undefined) {
      if (!now.has(ours.element)) {
        result.push(ours.item);
        i++;
        continue;
      }
      if (done.has(ours.element)) i++;
    }
    if (theirs !== undefined) {
      take(theirs);
      passShared(theirs);
      j++;
    }
  }
  return result;
};

/**
 * The value without the fields of the set. `emptied` stands where a map or list lost all it had: null while ownership is
 * worked out, because the field is still stated then, undefined (and so left out) in the object that is kept.
 */
export const removeFields = (value: unknown, fields: FieldSet, { schema, emptied }: RemoveOptions): unknown => {
  const shape = shapeOf(schema, value);
  if (shape === 'scalar') return value;
  if (isAtomic(schema, shape)) return emptied;
  const kept = Array.isArray(value)
    ? value.flatMap((item: unknown) => {
        const rest = removeBelow(item, itemElement(schema, item), { fields, schema: elementSchema(schema), emptied });
        return rest === undefined ? [] : [rest];
      })
    : Object.entries(isJsonObject(value) ? value : {}).flatMap(([key, child]): [string, unknown][] => {
        const rest = removeBelow(child, fieldElement(key), { fields, schema: fieldSchema(schema, key), emptied });
        return rest === undefined ? [] : [[key, rest]];
      });
  if (kept.length === 0) return emptied;
  return Array.isArray(value) ? kept : Object.fromEntries(kept as [string, unknown][]);
};

interface RemoveOptions {
  schema: Schema;
  emptied: null | undefined;
}

/** Undefined for a member of the set. */
const removeBelow = (
  child: unknown,
  element: PathElement | undefined,
  { fields, ...options }: RemoveOptions & { fields: FieldSet },
): unknown => {
  if (element === undefined) return child;
  if (hasMember(fields, element)) return undefined;
  const below = fields.children.get(element);
  return below === undefined ? child : removeFields(child, below, options);
};
