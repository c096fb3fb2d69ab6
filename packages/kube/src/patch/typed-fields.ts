/** Which fields a value has, and which differ between two. Source: structured-merge-diff `typed`. */
import { createFieldSet, fieldElement, markTrail, stepDown, trailOf } from './field-set.ts';
import type { FieldNode, FieldSet, PathElement, Trail } from './field-set.ts';
import { isJsonObject, jsonEqual, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { itemsByElement } from './list-items.ts';
import { elementSchema, fieldSchema, isAtomic, shapeOf } from './schema.ts';
import type { Schema } from './schema.ts';

/** The set of all fields a value states. */
export const fieldsOfValue = (value: unknown, schema: Schema): FieldSet => {
  const set = createFieldSet();
  collect(trailOf(set), value, schema);
  return set;
};

const collect = (at: Trail, value: unknown, schema: Schema): void => {
  const shape = shapeOf(schema, value);
  if (isAtomic(schema, shape)) return markTrail(at);
  if (shape === 'list') {
    for (const [element, items] of itemsByElement(schema, value)) {
      const below = stepDown(at, element);
      if (items.length === 1) collect(below, items[0], elementSchema(schema));
      markTrail(below);
    }
    return;
  }
  if (!isJsonObject(value)) return;
  for (const key of Object.keys(value)) {
    const child = value[key];
    const below = stepDown(at, fieldElement(key));
    collect(below, child, fieldSchema(schema, key));
    // Declared fields are owned through what is in them; keys of maps are owned themselves.
    if (isEmptyOrNull(child) || schema.field?.(key) === undefined) markTrail(below);
  }
};

const isEmptyOrNull = (value: unknown): boolean =>
  value === null || (isJsonObject(value) && Object.keys(value).length === 0);

export interface Comparison {
  added: FieldSet;
  removed: FieldSet;
  modified: FieldSet;
}

/** What must be done to `before` to get `after`. Undefined stands for absent. */
export const compareValues = (before: unknown, after: unknown, schema: Schema): Comparison => {
  const comparison = { added: createFieldSet(), removed: createFieldSet(), modified: createFieldSet() };
  const { added, removed, modified } = comparison;
  compare({ added: trailOf(added), removed: trailOf(removed), modified: trailOf(modified) }, { before, after, schema });
  return comparison;
};

/** The same place in the three sets. */
interface Trails {
  added: Trail;
  removed: Trail;
  modified: Trail;
}

const below = ({ added, removed, modified }: Trails, element: PathElement): Trails => ({
  added: stepDown(added, element),
  removed: stepDown(removed, element),
  modified: stepDown(modified, element),
});

interface Pair {
  before: unknown;
  after: unknown;
  schema: Schema;
}

const compare = (at: Trails, { before, after, schema }: Pair): void => {
  // Unchanged parts of an object are often the very same value.
  if (before === after) return;
  const left = shapeOf(schema, before ?? after);
  const right = shapeOf(schema, after ?? before);
  if (left !== right) {
    markTrail(at.modified);
    descend(at, { before, after: undefined, schema, shape: left });
    descend(at, { before: undefined, after, schema, shape: right });
    return;
  }
  if (isAtomic(schema, right) || (isEmpty(before) && isEmpty(after))) {
    if (before === undefined) markTrail(at.added);
    else if (after === undefined) markTrail(at.removed);
    else if (!jsonEqual(before, after)) markTrail(at.modified);
    return;
  }
  descend(at, { before, after, schema, shape: right });
  if (before === undefined) markTrail(at.added);
  else if (after === undefined) markTrail(at.removed);
};

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0);

const NOTHING: JsonObject = Object.freeze({});

const descend = (at: Trails, pair: Pair & { shape: 'object' | 'list' | 'scalar' }): void => {
  const { before, after, schema, shape } = pair;
  if (isAtomic(schema, shape)) return;
  if (shape === 'list') return compareItems(at, pair);
  const old = isJsonObject(before) ? before : NOTHING;
  const now = isJsonObject(after) ? after : NOTHING;
  const step = (key: string) => {
    const [left, right] = [valueAt(old, key), valueAt(now, key)];
    if (left !== right)
      compare(below(at, fieldElement(key)), { before: left, after: right, schema: fieldSchema(schema, key) });
  };
  for (const key of Object.keys(old)) step(key);
  for (const key of Object.keys(now)) if (!Object.hasOwn(old, key)) step(key);
};

const compareItems = (at: Trails, { before, after, schema }: Pair): void => {
  const old = itemsByElement(schema, before);
  const now = itemsByElement(schema, after);
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const item = below(at, element);
    const [left = [], right = []] = [old.get(element), now.get(element)];
    if (left.length > 1 && right.length > 1) {
      if (!jsonEqual(left, right)) markTrail(item.modified);
      continue;
    }
    const inner = elementSchema(schema);
    if (left.length > 1) {
      if (right.length > 0) compare(item, { schema: inner, before: undefined, after: right[0] });
      markTrail(item.removed);
    } else if (right.length > 1) {
      if (left.length > 0) compare(item, { schema: inner, before: left[0], after: undefined });
      markTrail(item.added);
    } else compare(item, { schema: inner, before: left[0], after: right[0] });
  }
};

/** The set with the declared fields that its paths lead through: `a.b.c` also names `a` when that is a field. */
export const withDeclaredParents = (set: FieldNode, schema: Schema): FieldSet => {
  const node = createFieldSet(set.member);
  for (const [element, child] of set.children) {
    const name = element.startsWith('f:') ? element.slice(2) : undefined;
    const below = name === undefined ? elementSchema(schema) : fieldSchema(schema, name);
    const next = withDeclaredParents(child, below);
    if (name !== undefined && child.children.size > 0 && schema.field?.(name) !== undefined) next.member = true;
    node.children.set(element, next);
  }
  return node;
};
