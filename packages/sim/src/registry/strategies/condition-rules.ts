/** Conditions of the common shape. Source: apimachinery `pkg/apis/meta/v1/validation`, ValidateConditions. */
import { duplicateField, invalidField, requiredField, tooLongField, unsupportedField } from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { validateQualifiedName } from './field-rules.ts';

const STATUSES = ['False', 'True', 'Unknown'];
const REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const NO_REASON = `a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '${REASON}')`;
const isReason = new RegExp(`^${REASON}$`);

const REASON_LIMIT = 1024;
const MESSAGE_LIMIT = 32 * 1024;

const validateCondition = (condition: JsonObject, at: string): FieldError[] => {
  const [type, status, reason] = [textAt(condition, 'type'), textAt(condition, 'status'), textAt(condition, 'reason')];
  const { observedGeneration } = condition;
  const errors = validateQualifiedName(type, `${at}.type`);
  if (!STATUSES.includes(status)) errors.push(unsupportedField(`${at}.status`, status, STATUSES));
  if (typeof observedGeneration === 'number' && observedGeneration < 0)
    errors.push(invalidField(`${at}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero'));
  if (textAt(condition, 'lastTransitionTime') === '') errors.push(requiredField(`${at}.lastTransitionTime`));
  if (reason === '') errors.push(requiredField(`${at}.reason`));
  else if (!isReason.test(reason)) errors.push(invalidField(`${at}.reason`, reason, NO_REASON));
  if (reason.length > REASON_LIMIT) errors.push(tooLongField(`${at}.reason`, REASON_LIMIT));
  if (textAt(condition, 'message').length > MESSAGE_LIMIT) errors.push(tooLongField(`${at}.message`, MESSAGE_LIMIT));
  return errors;
};

/** No type may come twice. */
export const duplicateTypes = (conditions: readonly JsonObject[], at: string): FieldError[][] => {
  const seen = new Set<string>();
  return conditions.map((condition, i) => {
    const type = textAt(condition, 'type');
    const errors = seen.has(type) ? [duplicateField(`${at}[${i}].type`, type)] : [];
    seen.add(type);
    return errors;
  });
};

export const validateConditions = (conditions: readonly JsonObject[], at: string): FieldError[] => {
  const duplicates = duplicateTypes(conditions, at);
  return conditions.flatMap((condition, i) => [...duplicates[i]!, ...validateCondition(condition, `${at}[${i}]`)]);
};
