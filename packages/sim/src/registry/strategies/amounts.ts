/** Numbers that may be percents, as update strategies and disruption budgets have them. */
import { invalidField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { notNegative } from './field-rules.ts';

const NOT_PERCENT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

const PERCENT = /^[0-9]+%$/;

/** A number that is not negative, or a percent. */
export const validateAmount = (value: unknown, at: string): FieldError[] => {
  if (typeof value === 'number') return notNegative(value, at);
  if (typeof value === 'string' && !PERCENT.test(value)) return [invalidField(at, value, NOT_PERCENT)];
  return [];
};

export const validateAtMostAll = (value: unknown, at: string): FieldError[] =>
  typeof value === 'string' && PERCENT.test(value) && parseInt(value, 10) > 100
    ? [invalidField(at, value, 'must not be greater than 100%')]
    : [];

export const isZeroAmount = (value: unknown): boolean => value === 0 || value === '0%';
