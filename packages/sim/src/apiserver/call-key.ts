import { badRequest } from '@binnacle/kube/api';
import type { ObjectKey } from '@binnacle/kube/api';
import type { ResourceCall } from './call.ts';

/** What is asked for by a name that cannot be a part of a path. Throws BadRequest. */
export const assertName = (name: string): void => {
  if (name === '.' || name === '..')
    throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: may not be '${name}'`);
  if (name.includes('%')) throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: may not contain '%'`);
};

/** The object that a call's address names; without a namespace, that is empty. */
export const keyOf = ({ info: { name = '', namespace = '' } }: Pick<ResourceCall, 'info'>): Required<ObjectKey> => ({
  namespace,
  name,
});
