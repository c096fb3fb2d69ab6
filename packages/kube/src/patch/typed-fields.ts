/** Which fields a value has, and which differ between two. Source: structured-merge-diff `typed`. */
import { createFieldSet, fieldElement, insertPath } from './field-set.ts';
import type { FieldNode, FieldPath, FieldSet } from './field-set.ts';
import { isJsonObject, jsonEqual, valueAt } from './json.ts';
import { itemsByElement } from './list-items.ts';
import { elementSchema, fieldSchema, isAtomic, shapeOf } from './schema.ts';
import type { Schema } from './schema.ts';

/** The set of all fields a value states. */
export const fieldsOfValue = (value: unknown, schema: Schema): FieldSet => {
  const set = createFieldSet();
  collect(set, [], { value, schema });
  return set;
};

const collect = (set: FieldSet, path: FieldPath, { value, schema }: { value: unknown; schema: Schema }): void => {
  const shape = shapeOf(schema, value);
  if (isAtomic(schema, shape)) return insertPath(set, path);
  if (shape === 'list') {
    for (const [element, items] of itemsByElement(schema, value)) {
      const at = [...path, element];
      if (items.length === 1) collect(set, at, { value: items[0], schema: elementSchema(schema) });
      insertPath(set, at);
    }
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    const at = [...path, fieldElement(key)];
    collect(set, at, { value: child, schema: fieldSchema(schema, key) });
    // Declared fields are owned through what is in them; keys of maps are owned themselves.
    if (isEmptyOrNull(child) || schema.field?.(key) === undefined) insertPath(set, at);
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
  compare(comparison, [], { before, after, schema });
  return comparison;
};

interface Pair {
  before: unknown;
  after: unknown;
  schema: Schema;
}

const compare = (out: Comparison, path: FieldPath, { before, after, schema }: Pair): void => {
  // Unchanged parts of an object are often the very same value.
  if (before === after) return;
  const left = shapeOf(schema, before ?? after);
  const right = shapeOf(schema, after ?? before);
  if (left !== right) {
    insertPath(out.modified, path);
    descend(out, path, { before, after: undefined, schema, shape: left });
    descend(out, path, { before: undefined, after, schema, shape: right });
    return;
  }
  if (isAtomic(schema, right) || (isEmpty(before) && isEmpty(after))) {
    if (before === undefined) insertPath(out.added, path);
    else if (after === undefined) insertPath(out.removed, path);
    else if (!jsonEqual(before, after)) insertPath(out.modified, path);
    return;
  }
  descend(out, path, { before, after, schema, shape: right });
  if (before === undefined) insertPath(out.added, path);
  else if (after === undefined) insertPath(out.removed, path);
};

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0);

const descend = (out: Comparison, path: FieldPath, pair: Pair & { shape: 'object' | 'list' | 'scalar' }): void => {
  const { before, after, schema, shape } = pair;
  if (isAtomic(schema, shape)) return;
  if (shape === 'list') return compareItems(out, path, pair);
  const old = isJsonObject(before) ? before : {};
  const now = isJsonObject(after) ? after : {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    compare(out, [...path, fieldElement(key)], {
      before: valueAt(old, key),
      after: valueAt(now, key),
      schema: fieldSchema(schema, key),
    });
  }
};

const compareItems = (out: Comparison, path: FieldPath, { before, after, schema }: Pair): void => {
  const old = itemsByElement(schema, before);
  const now = itemsByElement(schema, after);
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const at = [...path, element];
    const [left = [], right = []] = [old.get(element), now.get(element)];
    if (left.length > 1 && right.length > 1) {
      if (!jsonEqual(left, right)) insertPath(out.modified, at);
      continue;
    }
    const item = { schema: elementSchema(schema) };
    if (left.length > 1) {
      if (right.length > 0) compare(out, at, { ...item, before: undefined, after: right[0] });
      insertPath(out.removed, at);
    } else if (right.length > 1) {
      if (left.length > 0) compare(out, at, { ...item, before: left[0], after: undefined });
      insertPath(out.added, at);
    } else compare(out, at, { ...item, before: left[0], after: right[0] });
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
