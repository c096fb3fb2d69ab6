/** The rules that a definition may declare. Source: apiextensions `apis/apiextensions/validation`, its x-kubernetes-validations. */
import { invalidField, requiredField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { compilationFailure } from '../cel/compilation.ts';
import { declaredType } from '../cel/declared-types.ts';
import type { DeclaredType } from '../cel/declared-types.ts';
import { escapeName } from '../cel/values.ts';
import { spend, timesOf } from './rule-budget.ts';
import type { RuleBudget } from './rule-budget.ts';
import type { StructuralSchema, ValidationRule } from './structural-schema.ts';
import { expressionCost, expressionFault, mentionsOldSelf } from './validation-rules.ts';

interface Place {
  at: string;
  uncorrelatable?: string;
  isRoot?: boolean;
  budget?: RuleBudget;
}

/** All that is wrong with the rules of one schema, without those below. */
export const validateDeclaredRules = (schema: StructuralSchema, place: Place): FieldError[] => {
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length === 0) return [];
  const at = (i: number) => `${place.at}.x-kubernetes-validations[${i}]`;
  const errors = rules.flatMap((rule, i) => validateForm(rule, schema, at(i)));
  if (errors.length > 0 || place.budget === undefined) return errors;
  const { budget, uncorrelatable } = place;
  const type = declaredType(schema, place.isRoot);
  return rules.flatMap((rule, i) => [
    ...validateExpressions(rule, { schema, at: at(i), budget, type }),
    ...validateFormer(rule, at(i), uncorrelatable),
  ]);
};

const reasons = ['FieldValueRequired', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueDuplicate'];

const hasLines = (text: string): boolean => /[\r\n]/.test(text);

const validateForm = (validation: ValidationRule, schema: StructuralSchema, at: string): FieldError[] => {
  const { rule, message = '', messageExpression = '', reason, fieldPath = '' } = validation;
  const errors: FieldError[] = [];
  if (rule.trim() === '') errors.push(requiredField(`${at}.rule`, 'rule is not specified'));
  else if (message !== '' && message.trim() === '')
    errors.push(invalidField(`${at}.message`, message, 'must be non-empty if specified'));
  else if (hasLines(message.trim()))
    errors.push(invalidField(`${at}.message`, message, 'must not contain line breaks'));
  else if (hasLines(rule.trim()) && message === '')
    errors.push(requiredField(`${at}.message`, 'message must be specified if rule contains line breaks'));
  if (messageExpression !== '' && messageExpression.trim() === '')
    errors.push(requiredField(`${at}.messageExpression`, 'messageExpression must be non-empty if specified'));
  if (reason !== undefined && !reasons.includes(reason))
    errors.push(unsupportedField(`${at}.reason`, reason, [...reasons].sort()));
  if (fieldPath !== '' && fieldPath.trim() === '')
    errors.push(invalidField(`${at}.fieldPath`, fieldPath, 'must be non-empty if specified'));
  if (hasLines(fieldPath)) errors.push(invalidField(`${at}.fieldPath`, fieldPath, 'must not contain line breaks'));
  if (fieldPath !== '' && !leadsSomewhere(schema, fieldPath))
    errors.push(invalidField(`${at}.fieldPath`, fieldPath, 'must be a valid path'));
  return errors;
};

const validateFormer = (rule: ValidationRule, at: string, uncorrelatable: string | undefined): FieldError[] => {
  if (mentionsOldSelf(rule))
    return uncorrelatable === undefined
      ? []
      : [
          invalidField(
            `${at}.rule`,
            rule.rule,
            `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`,
          ),
        ];
  return rule.optionalOldSelf === undefined
    ? []
    : [invalidField(`${at}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule')];
};

/** A rule as kube-apiserver holds it inside, which is how it shows it. */
const shownRule = ({ rule, message, messageExpression, reason, fieldPath, optionalOldSelf }: ValidationRule) => ({
  Rule: rule,
  Message: message ?? '',
  MessageExpression: messageExpression ?? '',
  Reason: reason ?? null,
  FieldPath: fieldPath ?? '',
  OptionalOldSelf: optionalOldSelf ?? null,
});

interface Declared {
  schema: StructuralSchema;
  at: string;
  budget: RuleBudget;
  type: DeclaredType | undefined;
}

const validateExpressions = (validation: ValidationRule, { schema, at, budget, type }: Declared): FieldError[] => {
  const tell = (field: string, why: string) => invalidField(`${at}.${field}`, shownRule(validation), why);
  const fault = undeclaredField(validation.rule, schema) ?? expressionFault(validation, validation.rule, 'bool');
  if (fault !== undefined) return [tell('rule', fault === 'type' ? 'cel expression must evaluate to a bool' : fault)];
  const costOf = (expression: string) => (type === undefined ? 0 : expressionCost(validation, expression, type));
  const cost = type === undefined ? 0 : costOf(validation.rule) * timesOf(budget, type);
  const errors = spend(budget, { at: `${at}.rule`, what: 'estimated rule cost', cost });
  const { messageExpression = '' } = validation;
  if (messageExpression === '') return errors;
  const other = undeclaredField(messageExpression, schema) ?? expressionFault(validation, messageExpression, 'string');
  if (other !== undefined)
    return [
      ...errors,
      tell(
        'messageExpression',
        other === 'type' ? 'messageExpression must evaluate to a string' : `messageExpression ${other}`,
      ),
    ];
  const what = 'estimated messageExpression cost';
  return [...errors, ...spend(budget, { at: `${at}.messageExpression`, what, cost: costOf(messageExpression) })];
};

/** A field that an expression asks `self` for though the schema has none of its name. */
const undeclaredField = (expression: string, schema: StructuralSchema): string | undefined => {
  if (schema.properties === undefined || schema['x-kubernetes-preserve-unknown-fields'] === true) return undefined;
  const names = new Set(Object.keys(schema.properties).map(escapeName));
  for (const { 1: name = '', index } of expression.matchAll(/(?<![\w.'"])self\.([A-Za-z_]\w*)(?!\w*\()/g))
    if (!names.has(name)) return compilationFailure(expression, { why: `undefined field '${name}'`, at: index + 4 });
  return undefined;
};

/** Whether `.spec.x` or `['a']` names declared fields. */
const leadsSomewhere = (schema: StructuralSchema, path: string): boolean => {
  let current: StructuralSchema | undefined = schema;
  const steps = [...path.matchAll(/\.([A-Za-z_][\w]*)|\[(?:'([^']*)'|"([^"]*)")\]/g)];
  if (steps.map(([text]) => text).join('') !== path || steps.length === 0) return false;
  for (const [, name, single, double] of steps) {
    const key: string = name ?? single ?? double ?? '';
    current =
      current.properties?.[key] ??
      (typeof current.additionalProperties === 'object' ? current.additionalProperties : undefined);
    if (current === undefined) return false;
  }
  return true;
};
