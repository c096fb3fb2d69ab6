import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { badRequest } from '@binnacle/kube/api';
import { invalidField } from '../services/errors.ts';

/** Throws BadRequest naming the field. */
export type Check = (input: unknown) => void;

/** `spell`: how the caller's contract calls a field of the input. */
export const createCheck = (schema: TSchema, spell = (field: string): string => field): Check => {
  const validator = Compile(schema);
  return (input) => {
    if (validator.Check(input)) return;
    const [first] = validator.Errors(input);
    if (!first) throw badRequest('the request is not valid');
    const path = first.instancePath.slice(1).replaceAll('/', '.');
    const missing = 'requiredProperties' in first.params ? first.params.requiredProperties[0] : undefined;
    if (missing !== undefined) throw invalidField(spell(path === '' ? missing : `${path}.${missing}`), 'is required');
    throw invalidField(spell(path), first.message);
  };
};
