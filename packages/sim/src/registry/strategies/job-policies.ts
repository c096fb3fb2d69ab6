/** What failures and successes of Pods mean for a Job. Source: kube-apiserver `pkg/apis/batch/validation`. */
import {
  duplicateField,
  invalidField,
  qualifiedNameProblems,
  requiredField,
  tooManyField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject, objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { notNegative } from './field-rules.ts';
import { countIndexes } from './job-indexes.ts';

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];
const MOST_RULES = 20;
const MOST_CODES = 255;

/** As Go prints a list of words. */
const listed = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(' ')}]`;

/** A sentence without the value it is about. */
const wrong = (field: string, why: string): FieldError => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${why}`,
  field,
});

const validateChoice = (value: string, at: string, choices: readonly string[]): FieldError[] => {
  if (value === '') return [requiredField(at, `valid values: ${listed(choices)}`)];
  return choices.includes(value) ? [] : [unsupportedField(at, value, choices)];
};

const validateExitCodes = (codes: JsonObject, at: string, containers: ReadonlySet<string>): FieldError[] => {
  const operator = textAt(codes, 'operator');
  const values = Array.isArray(codes.values) ? (codes.values as number[]) : [];
  const errors = validateChoice(operator, `${at}.operator`, OPERATORS);
  if (typeof codes.containerName === 'string' && !containers.has(codes.containerName))
    errors.push(
      invalidField(
        `${at}.containerName`,
        codes.containerName,
        'must be one of the container or initContainer names in the pod template',
      ),
    );
  if (values.length === 0) errors.push(invalidField(`${at}.values`, values, 'at least one value is required'));
  else if (values.length > MOST_CODES) errors.push(tooManyField(`${at}.values`, values.length, MOST_CODES));
  values.forEach((code, i) => {
    if (operator === 'In' && code === 0)
      errors.push(invalidField(`${at}.values[${i}]`, code, 'must not be 0 for the In operator'));
    if (values.indexOf(code) < i) errors.push(duplicateField(`${at}.values[${i}]`, code));
  });
  if (values.some((code, i) => i > 0 && values[i - 1]! > code))
    errors.push(invalidField(`${at}.values`, values, 'must be ordered'));
  return errors;
};

const validateConditions = (patterns: JsonObject[], at: string): FieldError[] =>
  patterns.flatMap((pattern, i) => {
    const type = textAt(pattern, 'type');
    return [
      ...qualifiedNameProblems(type).map((problem) => invalidField(`${at}[${i}].type`, type, problem)),
      ...validateChoice(textAt(pattern, 'status'), `${at}[${i}].status`, STATUSES),
    ];
  });

/** `spec.podFailurePolicy`. */
export const validateFailurePolicy = (spec: JsonObject, at: string): FieldError[] => {
  const rules = objectsAt(spec, 'podFailurePolicy', 'rules');
  const pod = objectAt(spec, 'template', 'spec');
  const containers = new Set(
    [...objectsAt(pod, 'containers'), ...objectsAt(pod, 'initContainers')].map((each) => textAt(each, 'name')),
  );
  return [
    ...(rules.length > MOST_RULES ? [tooManyField(`${at}.rules`, rules.length, MOST_RULES)] : []),
    ...rules.flatMap((rule, i) => {
      const place = `${at}.rules[${i}]`;
      const [action, codes, conditions] = [
        textAt(rule, 'action'),
        rule.onExitCodes,
        objectsAt(rule, 'onPodConditions'),
      ];
      const errors = validateChoice(action, `${place}.action`, ACTIONS);
      if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
        errors.push(invalidField(`${place}.action`, action, 'requires the backoffLimitPerIndex to be set'));
      if (isJsonObject(codes)) errors.push(...validateExitCodes(codes, `${place}.onExitCodes`, containers));
      errors.push(...validateConditions(conditions, `${place}.onPodConditions`));
      if (isJsonObject(codes) && conditions.length > 0)
        errors.push(wrong(place, 'specifying both OnExitCodes and OnPodConditions is not supported'));
      if (!isJsonObject(codes) && conditions.length === 0)
        errors.push(wrong(place, 'specifying one of OnExitCodes and OnPodConditions is required'));
      return errors;
    }),
  ];
};

const validateSuccessRule = (rule: JsonObject, at: string, completions: number): FieldError[] => {
  const { succeededCount: count, succeededIndexes: indexes } = rule;
  const errors: FieldError[] = [];
  if (count === undefined && indexes === undefined)
    errors.push(requiredField(at, 'at least one of succeededCount or succeededIndexes must be specified'));
  let total = 0;
  if (typeof indexes === 'string')
    try {
      total = countIndexes(indexes, completions);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      errors.push(invalidField(`${at}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${why}`));
    }
  if (typeof count !== 'number') return errors;
  const most = (limit: number, what: string) => {
    if (count > limit)
      errors.push(invalidField(`${at}.succeededCount`, count, `must be less than or equal to ${limit} (${what})`));
  };
  errors.push(...notNegative(count, `${at}.succeededCount`));
  most(completions, 'the number of specified completions');
  if (indexes !== undefined) most(total, 'the number of indexes in the specified succeededIndexes field');
  return errors;
};

/** The policies as Go prints them. */
export const shownSuccess = (policy: JsonObject) => ({
  Rules: objectsAt(policy, 'rules').map((rule) => ({
    SucceededIndexes: rule.succeededIndexes ?? null,
    SucceededCount: rule.succeededCount ?? null,
  })),
});

export const shownFailure = (policy: JsonObject) => ({
  Rules: objectsAt(policy, 'rules').map(({ action, onExitCodes: codes, onPodConditions }) => ({
    Action: action,
    OnExitCodes: isJsonObject(codes)
      ? { ContainerName: codes.containerName ?? null, Operator: codes.operator, Values: codes.values ?? null }
      : null,
    OnPodConditions: Array.isArray(onPodConditions)
      ? onPodConditions.filter(isJsonObject).map(({ type, status }) => ({ Type: type, Status: status }))
      : null,
  })),
});

/** `spec.successPolicy`. */
export const validateSuccessPolicy = (spec: JsonObject, at: string): FieldError[] => {
  const rules = objectsAt(spec, 'successPolicy', 'rules');
  if (spec.completionMode !== 'Indexed') {
    return [invalidField(at, shownSuccess(objectAt(spec, 'successPolicy')), 'requires indexed completion mode')];
  }
  const why = 'at least one rules must be specified when the successPolicy is specified';
  return [
    ...(rules.length === 0 ? [requiredField(`${at}.rules`, why)] : []),
    ...(rules.length > MOST_RULES ? [tooManyField(`${at}.rules`, rules.length, MOST_RULES)] : []),
    ...rules.flatMap((rule, i) => validateSuccessRule(rule, `${at}.rules[${i}]`, Number(spec.completions ?? 0))),
  ];
};
