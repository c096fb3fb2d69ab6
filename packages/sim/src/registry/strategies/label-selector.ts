/** What label selectors must be. */
import { invalidField, labelValueProblems, qualifiedNameProblems, requiredField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { objectAt, objectsAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';

/** Source: apimachinery `meta/v1/validation.ValidateLabelSelector`. */
export const validateLabelSelector = (selector: JsonObject, at: string): FieldError[] => {
  const errors = Object.entries(objectAt(selector, 'matchLabels')).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((problem) => invalidField(`${at}.matchLabels`, key, problem)),
    ...labelValueProblems(String(value)).map((problem) => invalidField(`${at}.matchLabels`, value, problem)),
  ]);
  objectsAt(selector, 'matchExpressions').forEach((expression, i) => {
    const place = `${at}.matchExpressions[${i}]`;
    const operator = textAt(expression, 'operator');
    const values = Array.isArray(expression.values) ? (expression.values as string[]) : [];
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        errors.push(requiredField(`${place}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        errors.push({
          reason: 'FieldValueForbidden',
          message: "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          field: `${place}.values`,
        });
    } else errors.push(invalidField(`${place}.operator`, operator, 'not a valid selector operator'));
    const key = textAt(expression, 'key');
    errors.push(
      ...qualifiedNameProblems(key).map((problem) => invalidField(`${place}.key`, key, problem)),
      ...values.flatMap((value, v) =>
        labelValueProblems(value).map((problem) => invalidField(`${place}.values[${v}]`, value, problem)),
      ),
    );
  });
  return errors;
};
