/** What label selectors must be. */
import { forbiddenField, invalidField, labelValueProblems, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { objectAt, objectsAt, textAt, textsAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateQualifiedName } from './field-rules.ts';

const VALUES_WANTED = "must be specified when `operator` is 'In' or 'NotIn'";
const VALUES_UNWANTED = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
const ONE_VALUE = "must be specified single value when `operator` is 'Lt' or 'Gt'";

interface RequirementRules {
  /** Labels of nodes may be compared as numbers. */
  ofNodes?: boolean;
  anyValue?: boolean;
}

const validateOperator = (requirement: JsonObject, at: string, ofNodes: boolean): FieldError[] => {
  const operator = textAt(requirement, 'operator');
  const { length } = textsAt(requirement, 'values');
  if (operator === 'In' || operator === 'NotIn')
    return length === 0 ? [requiredField(`${at}.values`, VALUES_WANTED)] : [];
  if (operator === 'Exists' || operator === 'DoesNotExist')
    return length > 0 ? [forbiddenField(`${at}.values`, VALUES_UNWANTED)] : [];
  if (ofNodes && (operator === 'Gt' || operator === 'Lt'))
    return length === 1 ? [] : [requiredField(`${at}.values`, ONE_VALUE)];
  return [invalidField(`${at}.operator`, operator, 'not a valid selector operator')];
};

/** One of `matchExpressions`. */
export const validateRequirement = (
  requirement: JsonObject,
  at: string,
  { ofNodes = false, anyValue = false }: RequirementRules = {},
): FieldError[] => [
  ...validateOperator(requirement, at, ofNodes),
  ...validateQualifiedName(textAt(requirement, 'key'), `${at}.key`),
  ...(anyValue ? [] : textsAt(requirement, 'values')).flatMap((value, i) =>
    labelValueProblems(value).map((problem) => invalidField(`${at}.values[${i}]`, value, problem)),
  ),
];

/** Source: apimachinery `meta/v1/validation.ValidateLabelSelector`. */
export const validateLabelSelector = (selector: JsonObject, at: string): FieldError[] => [
  ...Object.entries(objectAt(selector, 'matchLabels')).flatMap(([key, value]) => [
    ...validateQualifiedName(key, `${at}.matchLabels`),
    ...labelValueProblems(String(value)).map((problem) => invalidField(`${at}.matchLabels`, value, problem)),
  ]),
  ...objectsAt(selector, 'matchExpressions').flatMap((requirement, i) =>
    validateRequirement(requirement, `${at}.matchExpressions[${i}]`),
  ),
];
