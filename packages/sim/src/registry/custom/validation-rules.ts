/** x-kubernetes-validations. Source: Kubernetes docs, "Validation rules" of custom resources. */
import { Optional } from '@marcbachmann/cel-js';
import { duplicateField, forbiddenField, invalidField, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { explainCompilation } from '../cel/compilation.ts';
import { OBJECT_LIMIT } from '../cel/costs.ts';
import type { DeclaredType } from '../cel/declared-types.ts';
import { celFailure, createCelEnvironment } from '../cel/environment.ts';
import { estimateCost } from '../cel/estimate-cost.ts';
import { CallLimitExceeded, OutOfBudget, createCountingProgram } from '../cel/running-cost.ts';
import type { CostBudget, CountingProgram } from '../cel/running-cost.ts';
import { toCelValue } from '../cel/values.ts';
import { equalJson, isJsonObject } from '../json.ts';
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
  holds: CountingProgram;
  message?: CountingProgram;
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
    known = {
      holds: createCountingProgram(environment, rule.rule),
      isTransition: mentionsOldSelf(rule),
      ...((rule.messageExpression ?? '') === ''
        ? {}
        : { message: createCountingProgram(environment, rule.messageExpression!) }),
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

/** What an expression that has no fault costs at worst. */
export const expressionCost = (rule: ValidationRule, expression: string, self: DeclaredType): number =>
  estimateCost(environmentOf(rule).parse(expression).ast, self, rule.optionalOldSelf);

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

/** One rule of a schema, about one value. */
interface Judged {
  rule: ValidationRule;
  schema: StructuralSchema;
  subject: Subject;
}

/** `.a['b']` below `spec` → `spec.a[b]`. */
const blamed = (at: string, path = ''): string =>
  `${at}${path.replace(/\['([^']*)'\]|\["([^"]*)"\]/g, (_all, a?: string, b?: string) => `[${a ?? b ?? ''}]`)}`.replace(
    /^\./,
    '',
  );

const errorOf = ({ rule, schema, subject }: Judged, message: string): FieldError => {
  const field = blamed(subject.at, rule.fieldPath);
  const type = schema.type ?? '';
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenField(field, message);
    case 'FieldValueRequired':
      return requiredField(field, message);
    case 'FieldValueDuplicate':
      return duplicateField(field, type);
    default:
      return invalidField(field, type, message);
  }
};

/** A rule in the words that tell of its failure. */
const shown = ({ rule, message = '' }: ValidationRule): string => (message === '' ? rule : message).trim();

const ownMessage = (rule: ValidationRule): string =>
  (rule.message ?? '') === '' ? `failed rule: ${shown(rule)}` : shown(rule);

/** What the rule says of a value that it refuses; an OutOfBudget is passed on. */
const toldMessage = (rule: ValidationRule, told: CountingProgram | undefined, run: Run): string => {
  if (told === undefined) return ownMessage(rule);
  const from = JSON.stringify(rule.messageExpression);
  try {
    const text = told(run.context, run.budget);
    return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') ? text.trim() : ownMessage(rule);
  } catch (error) {
    if (error instanceof OutOfBudget)
      return 'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run';
    if (!(error instanceof CallLimitExceeded)) return ownMessage(rule);
    run.budget.left = -1;
    return `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${from}`;
  }
};

interface Run {
  context: object;
  budget: CostBudget;
}

/** What an expression failed of; no further rule is run where the budget is spent by it. */
const failureOf = (rule: ValidationRule, error: unknown, budget: CostBudget): string => {
  if (error instanceof OutOfBudget) return error.message;
  if (error instanceof CallLimitExceeded) {
    budget.left = -1;
    return `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${shown(rule)}`;
  }
  return `${celFailure(error)} evaluating rule: ${shown(rule)}`;
};

const runRule = (judged: Judged, budget: CostBudget): FieldError | undefined => {
  const { rule, schema, subject } = judged;
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
    if (ready.holds(context, budget) === true) return undefined;
    return errorOf(judged, toldMessage(rule, ready.message, { context, budget }));
  } catch (error) {
    return invalidField(blamed(at), schema.type ?? '', failureOf(rule, error, budget));
  }
};

/** What was there before of an item of a list of type map. */
const formerItem = (schema: StructuralSchema, old: unknown, item: unknown): unknown => {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (schema['x-kubernetes-list-type'] !== 'map' || keys === undefined || !Array.isArray(old)) return undefined;
  const key = itemKey(schema.items, keys, item);
  return old.find((one: unknown) => itemKey(schema.items, keys, one) === key);
};

/** Those of one value, without what is in it. */
const runRules = (schema: StructuralSchema, subject: Subject, budget: CostBudget): FieldError[] => {
  const errors: FieldError[] = [];
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length > 0 && budget.left <= 0) {
    budget.left = -1;
    return [invalidField(blamed(subject.at), schema.type ?? '', new OutOfBudget().message)];
  }
  for (const rule of rules) {
    const error = runRule({ rule, schema, subject }, budget);
    if (error !== undefined) errors.push(error);
    if (budget.left < 0) break;
  }
  return errors;
};

interface Part {
  schema: StructuralSchema | undefined;
  subject: Subject;
}

/** What is in a value, each with its schema. */
const partsOf = (schema: StructuralSchema, { value, at, old }: Subject): Part[] => {
  if (Array.isArray(value))
    return value.map((item: unknown, i) => ({
      schema: schema.items,
      subject: { value: item, at: `${at}[${i}]`, old: formerItem(schema, old, item) },
    }));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).map(([name, part]) => ({
    schema: propertySchema(schema, name),
    subject: { value: part, at: fieldPath(at, name), old: isJsonObject(old) ? old[name] : undefined },
  }));
};

/** Every rule that does not hold. What an update leaves as it was is not judged again. */
const validateRulesOf = (schema: StructuralSchema, subject: Subject, budget: CostBudget): FieldError[] => {
  const { value, old } = subject;
  if (value === null || value === undefined || !hasRules(schema)) return [];
  if (old !== undefined && equalJson(value, old)) return [];
  const errors = runRules(schema, subject, budget);
  for (const part of partsOf(schema, subject)) {
    if (budget.left < 0) break;
    if (part.schema !== undefined) errors.push(...validateRulesOf(part.schema, part.subject, budget));
  }
  return errors;
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
  if (!errors.some(({ reason }) => blocking.has(reason)))
    return validateRulesOf(schema, subject, { left: OBJECT_LIMIT });
  return [
    invalidField(
      '<nil>',
      null,
      'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ),
  ];
};
