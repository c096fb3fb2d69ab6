import { forbidden, unauthorized } from '@binnacle/kube/api';
import type { Caller, Operation } from '../operation.ts';
import type { Role } from './types.ts';

const order: readonly string[] = ['viewer', 'operator', 'admin'] satisfies Role[];

/** Throws Unauthorized without a caller, Forbidden when none of the caller's roles reaches what the operation asks for. */
export const authorize = (caller: Caller | undefined, operation: Pick<Operation, 'id' | 'access'>): void => {
  const { access } = operation;
  if (access === 'public') return;
  if (!caller) throw unauthorized('sign in first: send Authorization: Bearer <token>, or the session cookie');
  if (access === 'user') return;
  const needed = order.indexOf(access);
  if (caller.roles.some((role) => order.indexOf(role) >= needed)) return;
  const own = caller.roles.length === 0 ? 'no role' : `the role ${caller.roles.join(', ')}`;
  throw forbidden(
    { group: '', plural: '' },
    '',
    `user "${caller.username}" has ${own}, and ${operation.id} needs the role ${access}`,
  );
};
