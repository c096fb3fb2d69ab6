/**
 * What is wrong with one field, as the causes of an Invalid error. Paths are upstream's: `spec.containers[0].name`,
 * `metadata.labels[app]`. Source: apimachinery `util/validation/field`.
 */
import type { StatusCause } from './errors.ts';

export interface FieldError extends StatusCause {
  reason: string;
  message: string;
  field: string;
}

const detailed = (text: string, detail: string): string => (detail === '' ? text : `${text}: ${detail}`);

/** Text is quoted, numbers and booleans are plain, all else is JSON as Go writes it: fit to stand in HTML. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'null';
  if (typeof value !== 'object') return text;
  return text.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
};

export const requiredField = (field: string, detail = ''): FieldError => ({
  reason: 'FieldValueRequired',
  message: detailed('Required value', detail),
  field,
});

export const invalidField = (field: string, value: unknown, detail: string): FieldError => ({
  reason: 'FieldValueInvalid',
  message: detailed(`Invalid value: ${shown(value)}`, detail),
  field,
});

/** A value of the wrong JSON type; found against a schema. */
export const wrongTypeField = (field: string, value: unknown, detail: string): FieldError => ({
  reason: 'FieldValueTypeInvalid',
  message: detailed(`Invalid value: ${shown(value)}`, detail),
  field,
});

export const unsupportedField = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  reason: 'FieldValueNotSupported',
  message: detailed(
    `Unsupported value: ${shown(value)}`,
    supported.length === 0 ? '' : `supported values: ${[...supported].map((s) => JSON.stringify(s)).join(', ')}`,
  ),
  field,
});

export const forbiddenField = (field: string, detail: string): FieldError => ({
  reason: 'FieldValueForbidden',
  message: detailed('Forbidden', detail),
  field,
});

export const duplicateField = (field: string, value: unknown): FieldError => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${shown(value)}`,
  field,
});

export const missingTargetField = (field: string, value: unknown): FieldError => ({
  reason: 'FieldValueNotFound',
  message: `Not found: ${shown(value)}`,
  field,
});

export const tooLongField = (field: string, maxBytes: number): FieldError => ({
  reason: 'FieldValueTooLong',
  message: `Too long: may not be more than ${maxBytes} bytes`,
  field,
});

export const tooManyField = (field: string, actual: number, max: number): FieldError => ({
  reason: 'FieldValueTooMany',
  message: `Too many: ${actual}: must have at most ${max} item${max === 1 ? '' : 's'}`,
  field,
});

/** `field: message`. */
export const fieldErrorText = (error: FieldError): string => `${error.field}: ${error.message}`;

/** One as it is, several in brackets, none twice: how upstream joins errors in one sentence. */
export const joinedErrorText = (lines: readonly string[]): string => {
  const once = [...new Set(lines)];
  return once.length > 1 ? `[${once.join(', ')}]` : (once[0] ?? '');
};
