import { invalidField } from '../services/errors.ts';
import type { WireRequest } from './row.ts';

/** A query parameter; absent when empty. Throws BadRequest for one that is given more than once. */
export const queryText = ({ query }: Pick<WireRequest, 'query'>, name: string): string | undefined => {
  const value = query[name];
  if (Array.isArray(value)) throw invalidField(name, 'is given more than once');
  return value === '' ? undefined : value;
};

/** A query parameter that must be there. */
export const requiredText = (request: Pick<WireRequest, 'query'>, name: string): string => {
  const value = queryText(request, name);
  if (value === undefined) throw invalidField(name, 'is required');
  return value;
};
