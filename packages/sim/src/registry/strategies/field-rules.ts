/** Checks of one field that many kinds share. Source: kube-apiserver `pkg/apis/core/validation/validation.go`. */
import {
  forbiddenField,
  invalidField,
  qualifiedNameProblems,
  requiredField,
  unsupportedField,
} from '@binnacle/kube/api';
import type { FieldError } from '@binnacle/kube/api';
import { isJsonObject } from '../json.ts';
import type { JsonObject } from '../json.ts';

export const PORT_RANGE = 'must be between 1 and 65535, inclusive';
export const NOT_NEGATIVE = 'must be greater than or equal to 0';
/** Of ids of users and groups, and of seconds. */
export const MOST_INT32 = 2_147_483_647;

export const isPort = (value: unknown): boolean => typeof value === 'number' && value >= 1 && value <= 65535;

/** Names of ports: IANA service names. */
export const portNameProblems = (name: string): string[] => {
  const problems: string[] = [];
  if (name.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
};

/** A number in range, or a port's name. */
export const validatePortRef = (value: unknown, at: string): FieldError[] => {
  if (typeof value === 'string') return portNameProblems(value).map((problem) => invalidField(at, value, problem));
  return isPort(value) ? [] : [invalidField(at, value ?? 0, PORT_RANGE)];
};

export const notNegative = (value: unknown, at: string): FieldError[] =>
  typeof value === 'number' && value < 0 ? [invalidField(at, value, NOT_NEGATIVE)] : [];

/** Absent is well; empty is missing. */
export const oneOf = (value: unknown, supported: readonly string[], at: string): FieldError[] => {
  if (typeof value !== 'string' || supported.includes(value)) return [];
  return value === '' ? [requiredField(at)] : [unsupportedField(at, value, supported)];
};

export const within = (value: unknown, [least, most]: readonly [number, number], at: string): FieldError[] =>
  typeof value === 'number' && (value < least || value > most)
    ? [invalidField(at, value, `must be between ${least} and ${most}, inclusive`)]
    : [];

/** The id of a user or a group. */
export const validateId = (value: unknown, at: string): FieldError[] => within(value, [0, MOST_INT32], at);

export const validateQualifiedName = (name: string, at: string): FieldError[] =>
  qualifiedNameProblems(name).map((problem) => invalidField(at, name, problem));

/** Which of several fields are there. All after the first are one too many. */
export const onlyOne = (
  holder: JsonObject,
  fields: readonly string[],
  { at, what }: { at: string; what: string },
): { first?: string; errors: FieldError[] } => {
  const [first, ...more] = fields.filter((field) => isJsonObject(holder[field]));
  if (first === undefined) return { errors: [] };
  return {
    first,
    errors: more.map((field) => forbiddenField(`${at}.${field}`, `may not specify more than 1 ${what}`)),
  };
};

/** Does not lead upwards. */
export const validateNoBacksteps = (path: string, at: string): FieldError[] =>
  path.split('/').includes('..') ? [invalidField(at, path, "must not contain '..'")] : [];

/** Leads downwards, from where it begins. */
export const validateRelativePath = (path: string, at: string): FieldError[] => [
  ...(path.startsWith('/') ? [invalidField(at, path, 'must be a relative path')] : []),
  ...validateNoBacksteps(path, at),
];
