/**
 * Values against schemas, in the words of kube-apiserver. A schema becomes a function once. Source: kube-openapi
 * `validation/validate` and `validation/errors`.
 */
import {
  invalidField,
  requiredField,
  tooLongField,
  tooManyField,
  unsupportedField,
  wrongTypeField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { equalJson, isJsonObject } from '../json.ts';
import { hasFormat } from './formats.ts';
import { fieldPath, itemKey, propertySchema } from './structural-schema.ts';
import type { StructuralSchema } from './structural-schema.ts';

/** One value on its way through the checks. */
export interface Subject {
  value: unknown;
  /** Its path below what is validated. */
  at: string;
  /** What stood there before an update: what has not changed is not judged again. */
  old?: unknown;
}

export type Check = (subject: Subject) => FieldError[];

/** A failed combination of schemas is about no field. */
const NO_FIELD = '<nil>';

/** What a value is called in messages. */
export const goType = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  return typeof value;
};

const typeCheck = (schema: StructuralSchema): Check | undefined => {
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  const types = isIntOrString ? ['integer', 'string'] : schema.type === undefined ? [] : [schema.type];
  if (types.length === 0) return undefined;
  return ({ value, at }) => {
    const type = goType(value);
    if (types.includes(type) || (type === 'integer' && types.includes('number'))) return [];
    return [wrongTypeField(at, type, `${at} in body must be of type ${types.join(',')}: ${JSON.stringify(type)}`)];
  };
};

/** The errors of the alternative that failed least. */
const closest = (outcomes: readonly FieldError[][]): FieldError[] =>
  outcomes.reduce((best, errors) => (errors.length < best.length ? errors : best), outcomes[0] ?? []);

const combinationCheck = (schema: StructuralSchema): Check | undefined => {
  const { allOf, anyOf, oneOf, not } = schema;
  if (allOf === undefined && anyOf === undefined && oneOf === undefined && not === undefined) return undefined;
  const [all = [], any = [], one = []] = [allOf, anyOf, oneOf].map((schemas) => schemas?.map(compileSchema) ?? []);
  const none = not === undefined ? undefined : compileSchema(not);
  return (subject) => {
    const tell = (what: string) => invalidField(NO_FIELD, '', `${JSON.stringify(subject.at)} ${what}`);
    const run = (checks: readonly Check[]) => checks.map((check) => check(subject));
    const errors: FieldError[] = [];
    const anyOutcomes = run(any);
    if (any.length > 0 && anyOutcomes.every((outcome) => outcome.length > 0))
      errors.push(tell('must validate at least one schema (anyOf)'), ...closest(anyOutcomes));
    const oneOutcomes = run(one);
    const fitting = oneOutcomes.filter((outcome) => outcome.length === 0).length;
    if (one.length > 0 && fitting !== 1)
      errors.push(
        tell(
          `must validate one and only one schema (oneOf). ${fitting === 0 ? 'Found none valid' : `Found ${fitting} valid alternatives`}`,
        ),
        ...(fitting === 0 ? closest(oneOutcomes) : []),
      );
    const failed = run(all).filter((outcome) => outcome.length > 0);
    if (failed.length > 0)
      errors.push(
        ...failed.flat(),
        tell(`must validate all the schemas (allOf)${failed.length === all.length ? '. None validated' : ''}`),
      );
    if (none !== undefined && none(subject).length === 0) errors.push(tell('must not validate the schema (not)'));
    return errors;
  };
};

const stringCheck = (schema: StructuralSchema): Check | undefined => {
  const { minLength, maxLength, pattern, format } = schema;
  if (minLength === undefined && maxLength === undefined && pattern === undefined && format === undefined)
    return undefined;
  const expression = pattern === undefined ? undefined : compilePattern(pattern);
  const fault = (value: string, at: string): FieldError | undefined => {
    const length = [...value].length;
    if (maxLength !== undefined && length > maxLength) return tooLongField(at, maxLength);
    if (minLength !== undefined && length < minLength)
      return invalidField(at, value, `${at} in body should be at least ${minLength} chars long`);
    if (expression?.test(value) === false) return invalidField(at, value, `${at} in body should match '${pattern}'`);
    return undefined;
  };
  return ({ value, at }) => {
    if (typeof value !== 'string') return [];
    const first = fault(value, at);
    const errors = first === undefined ? [] : [first];
    if (format !== undefined && !hasFormat(format, value))
      errors.push(wrongTypeField(at, value, `${at} in body must be of type ${format}: ${JSON.stringify(value)}`));
    return errors;
  };
};

/** A pattern as Go writes them; undefined when this engine cannot read it. */
export const compilePattern = (pattern: string): RegExp | undefined => {
  const flags = /^\(\?([is]+)\)/.exec(pattern);
  const source = pattern
    .slice(flags?.[0].length ?? 0)
    .replaceAll('\\z', '$')
    .replaceAll('(?P<', '(?<');
  for (const mode of ['u', '']) {
    try {
      return new RegExp(source, `${flags?.[1] ?? ''}${mode}`);
    } catch {
      // Escapes that the stricter mode does not take are tried without it.
    }
  }
  return undefined;
};

const isMultiple = (value: number, of: number): boolean => {
  const quotient = value / of;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
};

const numberCheck = (schema: StructuralSchema): Check | undefined => {
  const { minimum, maximum, multipleOf, exclusiveMinimum = false, exclusiveMaximum = false } = schema;
  if (minimum === undefined && maximum === undefined && multipleOf === undefined) return undefined;
  return ({ value, at }) => {
    if (typeof value !== 'number') return [];
    const tell = (what: string) => invalidField(at, value, `${at} in body should be ${what}`);
    const errors: FieldError[] = [];
    if (multipleOf !== undefined && multipleOf > 0 && !isMultiple(value, multipleOf))
      errors.push(tell(`a multiple of ${multipleOf}`));
    if (maximum !== undefined && (value > maximum || (exclusiveMaximum && value === maximum)))
      errors.push(tell(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`));
    if (minimum !== undefined && (value < minimum || (exclusiveMinimum && value === minimum)))
      errors.push(tell(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`));
    return errors;
  };
};

/** The item that an item of a list of type map was before. */
const formerItems = (schema: StructuralSchema, old: unknown): ((item: unknown) => unknown) => {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map' || keys === undefined) return () => undefined;
  const byKey = new Map(old.map((item: unknown) => [itemKey(schema.items, keys, item), item]));
  return (item) => byKey.get(itemKey(schema.items, keys, item));
};

const listCheck = (schema: StructuralSchema): Check | undefined => {
  const { minItems, maxItems, uniqueItems } = schema;
  const each = schema.items === undefined ? undefined : compileSchema(schema.items);
  if (minItems === undefined && maxItems === undefined && uniqueItems !== true && each === undefined) return undefined;
  return ({ value, at, old }) => {
    if (!Array.isArray(value)) return [];
    const former = formerItems(schema, old);
    const errors = value.flatMap(
      (item: unknown, i) => each?.({ value: item, at: `${at}[${i}]`, old: former(item) }) ?? [],
    );
    if (minItems !== undefined && value.length < minItems)
      errors.push(invalidField(at, value.length, `${at} in body should have at least ${minItems} items`));
    if (maxItems !== undefined && value.length > maxItems) errors.push(tooManyField(at, value.length, maxItems));
    if (uniqueItems === true && value.some((a, i) => value.slice(i + 1).some((b) => equalJson(a, b))))
      errors.push(invalidField(at, '', `${at} in body shouldn't contain duplicates`));
    return errors;
  };
};

const objectCheck = (schema: StructuralSchema): Check | undefined => {
  const { minProperties, maxProperties, required = [], properties, additionalProperties } = schema;
  const isBare = minProperties === undefined && maxProperties === undefined && required.length === 0;
  if (isBare && properties === undefined && additionalProperties === undefined) return undefined;
  return ({ value, at, old }) => {
    if (!isJsonObject(value)) return [];
    const names = Object.keys(value);
    const errors: FieldError[] = [];
    if (minProperties !== undefined && names.length < minProperties)
      errors.push(invalidField(at, names.length, `${at} in body should have at least ${minProperties} properties`));
    if (maxProperties !== undefined && names.length > maxProperties)
      errors.push(tooManyField(at, names.length, maxProperties));
    for (const name of names) {
      const inner = propertySchema(schema, name);
      if (inner === undefined) continue;
      const former = isJsonObject(old) ? old[name] : undefined;
      errors.push(...compileSchema(inner)({ value: value[name], at: fieldPath(at, name), old: former }));
    }
    for (const name of required) if (value[name] === undefined) errors.push(requiredField(fieldPath(at, name)));
    return errors;
  };
};

const enumCheck = ({ enum: allowed }: StructuralSchema): Check | undefined => {
  if (allowed === undefined) return undefined;
  const shown = allowed.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return ({ value, at }) => (allowed.some((one) => equalJson(one, value)) ? [] : [unsupportedField(at, value, shown)]);
};

const build = (schema: StructuralSchema): Check => {
  const checks = [typeCheck, combinationCheck, stringCheck, numberCheck, listCheck, enumCheck, objectCheck].flatMap(
    (make) => make(schema) ?? [],
  );
  const nullable = schema.nullable === true;
  return (subject) => {
    if (subject.value === null && nullable) return [];
    if (subject.old !== undefined && equalJson(subject.value, subject.old)) return [];
    return checks.flatMap((check) => check(subject));
  };
};

const compiled = new WeakMap<StructuralSchema, Check>();

/** The check of a schema, made when first asked for. */
export const compileSchema = (schema: StructuralSchema): Check => {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const check = build(schema);
  compiled.set(schema, check);
  return check;
};
