/** What the counts in a status may not say. Source: kube-apiserver `pkg/apis/*\/validation`, functions `Validate…Status`. */
import { invalidField } from '@binnacle/kube/api';
import type { FieldError, UnstructuredObject } from '@binnacle/kube/api';
import { objectAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { notNegative } from './field-rules.ts';

export interface CountRules {
  /** Counts, in the order in which they are looked at. */
  counts: readonly string[];
  /** Counts that may not exceed another: both names, and how the other is called when it is exceeded. */
  limits?: readonly (readonly [count: string, limit: string, told: string])[];
  /** Never falls, and is looked at last. */
  growing?: string;
}

const numberAt = (status: JsonObject, field: string): number => {
  const value = status[field];
  return typeof value === 'number' ? value : 0;
};

const validateCounts = (status: JsonObject, before: JsonObject, rules: CountRules): FieldError[] => {
  const { counts, limits = [], growing } = rules;
  const errors = counts.flatMap((field) => notNegative(status[field], `status.${field}`));
  for (const [field, limit, told] of limits)
    if (numberAt(status, field) > numberAt(status, limit))
      errors.push(invalidField(`status.${field}`, numberAt(status, field), `cannot be greater than ${told}`));
  if (growing !== undefined && numberAt(status, growing) < numberAt(before, growing))
    errors.push(invalidField(`status.${growing}`, numberAt(status, growing), 'cannot be decremented'));
  return errors;
};

/** A strategy's `validateStatus` by such rules. */
export const countsBy =
  (rules: CountRules) =>
  (object: UnstructuredObject, current: UnstructuredObject): FieldError[] =>
    validateCounts(objectAt(object, 'status'), objectAt(current, 'status'), rules);
