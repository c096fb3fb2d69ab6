/** Whether an applied configuration fits its type. Source: structured-merge-diff `typed` validation. */
import { fieldElement, pathText } from './field-set.ts';
import type { FieldPath } from './field-set.ts';
import { goText, isJsonObject } from './json.ts';
import { itemElement } from './list-items.ts';
import { elementSchema, fieldSchema } from './schema.ts';
import type { Scalar, Schema } from './schema.ts';

/** Upstream's sentences: `.spec.foo: field not declared in schema`. Undeclared fields end the look at their object. */
export const typeProblems = (value: unknown, schema: Schema, path: FieldPath = []): string[] => {
  if (value === null || value === undefined) return [];
  const problem = (text: string): string[] => [`${pathText(path)}: ${text}`];
  switch (schema.type) {
    case 'list':
      return Array.isArray(value) ? itemProblems(value, schema, path) : problem(`expected list, got ${goValue(value)}`);
    case 'object':
    case 'map':
      return isJsonObject(value) ? fieldProblems(value, schema, path) : problem(`expected map, got ${goValue(value)}`);
    default:
      return schema.scalar === undefined ? [] : scalarProblems[schema.scalar](value).flatMap(problem);
  }
};

/** How upstream's message shows a value of the wrong type. */
const goValue = (value: unknown): string => `&{${goText(value)}}`;

/** As Go names the type of a decoded value. */
const goTypeOf = (value: unknown): string => {
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? 'map[string]interface {}' : typeof value;
};

/** As Go writes a value in its own syntax. */
const goSyntax = (value: unknown): string => {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[string]interface {}{${fields.map(([key, part]) => `${JSON.stringify(key)}:${goSyntax(part)}`).join(', ')}}`;
};

const scalarProblems: Readonly<Record<Scalar, (value: unknown) => string[]>> = {
  numeric: (value) => (typeof value === 'number' ? [] : [`expected numeric (int or float), got ${goTypeOf(value)}`]),
  string: (value) =>
    typeof value === 'string' ? [] : [`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`],
  boolean: (value) => (typeof value === 'boolean' ? [] : [`expected boolean, got ${goValue(value)}`]),
};

const fieldProblems = (value: Record<string, unknown>, schema: Schema, path: FieldPath): string[] => {
  const problems: string[] = [];
  for (const [key, child] of Object.entries(value)) {
    const at = [...path, fieldElement(key)];
    if (schema.type === 'object' && schema.open !== true && schema.field?.(key) === undefined)
      return [...problems, `${pathText(at)}: field not declared in schema`];
    problems.push(...typeProblems(child, fieldSchema(schema, key), at));
  }
  return problems;
};

const itemProblems = (list: readonly unknown[], schema: Schema, path: FieldPath): string[] => {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    if (schema.listType !== 'set' && schema.listType !== 'map') {
      problems.push(...typeProblems(item, elementSchema(schema), [...path, `i:${index}`]));
      continue;
    }
    const element = itemElement(schema, item);
    if (element === undefined) {
      const keys = (schema.listMapKeys ?? []).map((key) => JSON.stringify(key)).join(' ');
      const why = isJsonObject(item)
        ? `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`
        : `associative list with keys may not have ${item === null ? 'a null element' : 'non-map elements'}`;
      // What has no key ends the look at its list.
      return [...problems, `${pathText(path)}: element ${index}: ${why}`];
    }
    if (seen.has(element)) problems.push(`${pathText(path)}: duplicate entries for key ${pathText([element])}`);
    seen.add(element);
    problems.push(...typeProblems(item, elementSchema(schema), [...path, element]));
  }
  return problems;
};
