/** Parameters of contract 002: a GET's query, or a POST's JSON body of the same names. Throw BadRequest that names the field. */
import { invalidField } from '../../services/errors.ts';
import type { WireRequest } from '../../http/row.ts';

export type Fields = Record<string, unknown>;

export const fieldsOf = ({ method, query, body }: WireRequest): Fields => {
  if (method === 'GET') return query;
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw invalidField('body', 'must be a JSON object');
  return body as Fields;
};

/** Undefined when absent or empty. */
export const textOf = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw invalidField(name, 'must be a text');
  return value;
};

export const required = (fields: Fields, name: string): string => {
  const value = textOf(fields, name);
  if (value === undefined) throw invalidField(name, 'is required');
  return value;
};

/** `true` or `false`, in a query as text. */
export const flagOf = (fields: Fields, name: string): boolean | undefined => {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalidField(name, 'must be true or false');
};

const digits = /^-?\d+$/;

/** In a query as text, in a body as a number. */
export const wholeOf = (
  fields: Fields,
  name: string,
  { minimum, maximum }: { minimum: number; maximum: number },
): number | undefined => {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' && digits.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= minimum && number <= maximum) return number;
  throw invalidField(name, `must be a whole number from ${minimum} to ${maximum}`);
};

/** "Server" mode names a registered cluster; "Instant" mode, without a name, means the default one. */
export const clusterOf = (request: WireRequest): string | undefined => textOf(fieldsOf(request), 'cluster_name');
