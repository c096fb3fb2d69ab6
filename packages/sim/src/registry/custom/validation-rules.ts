/** x-kubernetes-validations. Source: Kubernetes docs, "Validation rules" of custom resources. */
import { Optional } from '@marcbachmann/cel-js';
import { duplicateField, forbiddenField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { explainCompilation } from '../cel/compilation.ts';
import { celFailure, createCelEnvironment } from '../cel/environment.ts';
import { toCelValue } from '../cel/values.ts';
import { equalJson, isJsonObject } from '../json.ts';
import { goType } from './compile-schema.ts';
import { fieldPath, itemKey, propertySchema } from './structural-schema.ts';
import type { StructuralSchema, ValidationRule } from './structural-schema.ts';

const environments = {
  plain: createCelEnvironment({ self: 'dyn', oldSelf: 'dyn' }),
  /** For rules that run without a former value too. */
  optional: createCelEnvironment({ self: 'dyn', oldSelf: 'optional<dyn>' }),
};

const environmentOf = ({ optionalOldSelf }: ValidationRule) =>
  optionalOldSelf === true ? environments.optional : environments.plain;

interface Compiled {
  holds: (context: object) => unknown;
  message?: (context: object) => unknown;
  /** It speaks of what was before: it says nothing of what is new. */
  isTransition: boolean;
}

const withoutTexts = (expression: string): string => expression.replace(/'(\\.|[^'\\])*'|"(\\.|[^"\\])*"/g, '""');

export const mentionsOldSelf = ({ rule }: ValidationRule): boolean => /\boldSelf\b/.test(withoutTexts(rule));

const compiled = new WeakMap<ValidationRule, Compiled>();
const compile = (rule: ValidationRule): Compiled => {
  let known = compiled.get(rule);
  if (known === undefined) {
    const environment = environmentOf(rule);
    const holds = environment.parse(rule.rule) as Compiled['holds'];
    known = {
      holds,
      isTransition: mentionsOldSelf(rule),
      ...((rule.messageExpression ?? '') === ''
        ? {}
        : { message: environment.parse(rule.messageExpression!) as Compiled['holds'] }),
    };
    compiled.set(rule, known);
  }
  return known;
};

/** Why an expression cannot be used, or nothing. `type` is what it must result in, as far as that can be known. */
export const expressionFault = (
  rule: ValidationRule,
  expression: string,
  type: 'bool' | 'string',
): string | undefined => {
  try {
    const parsed = environmentOf(rule).parse(expression);
    const { valid, type: found, error } = parsed.check();
    if (!valid) throw error ?? new Error('unknown');
    return found === undefined || found === 'dyn' || found === type ? undefined : 'type';
  } catch (error) {
    return explainCompilation(expression, error);
  }
};

const withRules = new WeakMap<StructuralSchema, boolean>();
/** Whether there is a rule in a schema or below; asked before every walk. */
const hasRules = (schema: StructuralSchema): boolean => {
  let known = withRules.get(schema);
  if (known === undefined) {
    const below = [
      ...Object.values(schema.properties ?? {}),
      ...(schema.items === undefined ? [] : [schema.items]),
      ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
    ];
    known = (schema['x-kubernetes-validations'] ?? []).length > 0 || below.some(hasRules);
    withRules.set(schema, known);
  }
  return known;
};

interface Subject {
  value: unknown;
  at: string;
  old?: unknown;
}

/** `.a['b']` below `spec` → `spec.a[b]`. */
const blamed = (at: string, path = ''): string =>
  `${at}${path.replace(/\['([^']*)'\]|\["([^"]*)"\]/g, (_all, a?: string, b?: string) => `[${a ?? b ?? ''}]`)}`.replace(
    /^\./,
    '',
  );

const errorOf = (rule: ValidationRule, { value, at }: Subject, message: string): FieldError => {
  const field = blamed(at, rule.fieldPath);
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenField(field, message);
    case 'FieldValueRequired':
      return requiredField(field, message);
    case 'FieldValueDuplicate':
      return duplicateField(field, goType(value));
    default:
      return invalidField(field, goType(value), message);
  }
};

const ownMessage = ({ rule, message = '' }: ValidationRule): string =>
  message === '' ? `failed rule: ${rule.trim()}` : message.trim();

const toldMessage = (rule: ValidationRule, { message }: Compiled, context: object): string => {
  if (message === undefined) return ownMessage(rule);
  try {
    const text = message(context);
    return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') ? text : ownMessage(rule);
  } catch {
    return ownMessage(rule);
  }
};

const runRule = (rule: ValidationRule, schema: StructuralSchema, subject: Subject): FieldError | undefined => {
  const { value, old, at } = subject;
  const ready = compile(rule);
  if (ready.isTransition && old === undefined && rule.optionalOldSelf !== true) return undefined;
  const before = old === undefined ? undefined : toCelValue(old, schema);
  const context = {
    self: toCelValue(value, schema),
    ...(rule.optionalOldSelf === true
      ? { oldSelf: before === undefined ? Optional.none() : Optional.of(before) }
      : before === undefined
        ? {}
        : { oldSelf: before }),
  };
  try {
    return ready.holds(context) === true ? undefined : errorOf(rule, subject, toldMessage(rule, ready, context));
  } catch (error) {
    return invalidField(
      blamed(at),
      goType(value),
      `${celFailure(error)} evaluating rule: ${(rule.message ?? '') === '' ? rule.rule : ownMessage(rule)}`,
    );
  }
};

/** What was there before of an item of a list of type map. */
const formerItem = (schema: StructuralSchema, old: unknown, item: unknown): unknown => {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] !== 'map' || keys === undefined || !Array.isArray(old)) return undefined;
  const key = itemKey(schema.items, keys, item);
  return old.find((one: unknown) => itemKey(schema.items, keys, one) === key);
};

/** Every rule that does not hold. What an update leaves as it was is not judged again. */
export const validateRulesOf = (schema: StructuralSchema, subject: Subject): FieldError[] => {
  const { value, at, old } = subject;
  if (value === null || value === undefined || !hasRules(schema)) return [];
  if (old !== undefined && equalJson(value, old)) return [];
  const own = (schema['x-kubernetes-validations'] ?? []).flatMap((rule) => runRule(rule, schema, subject) ?? []);
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return own;
    return [
      ...own,
      ...value.flatMap((item: unknown, i) =>
        validateRulesOf(items, { value: item, at: `${at}[${i}]`, old: formerItem(schema, old, item) }),
      ),
    ];
  }
  if (!isJsonObject(value)) return own;
  return [
    ...own,
    ...Object.entries(value).flatMap(([name, part]) => {
      const inner = propertySchema(schema, name);
      const former = isJsonObject(old) ? old[name] : undefined;
      return inner === undefined ? [] : validateRulesOf(inner, { value: part, at: fieldPath(at, name), old: former });
    }),
  ];
};

const blocking = new Set([
  'FieldValueRequired',
  'FieldValueTypeInvalid',
  'FieldValueNotSupported',
  'FieldValueTooLong',
  'FieldValueTooMany',
]);

/** Rules are for values that have the right form. */
export const rulesAfter = (errors: readonly FieldError[], schema: StructuralSchema, subject: Subject): FieldError[] => {
  if (!hasRules(schema)) return [];
  if (!errors.some(({ reason }) => blocking.has(reason))) return validateRulesOf(schema, subject);
  return [
    invalidField(
      '<nil>',
      null,
      'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ),
  ];
};
