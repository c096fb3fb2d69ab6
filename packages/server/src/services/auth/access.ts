import { forbidden, unauthorized } from '@binnacle/kube/api';
import type { Caller, Operation } from '../operation.ts';
import type { Role } from './types.ts';

const nothing = { group: '', plural: '' };
const order: readonly string[] = ['viewer', 'operator', 'admin'] satisfies Role[];

/** Throws Unauthorized without a caller, Forbidden when none of the caller's roles reaches what the operation asks for. */
export const authorize = (caller: Caller | undefined, operation: Pick<Operation, 'id' | 'access'>): void => {
  const { access, id } = operation;
  if (access === 'public') return;
  if (!caller) throw unauthorized('sign in first: send Authorization: Bearer <token>, or the session cookie');
  if (caller.mustChangePassword && !id.startsWith('auth.'))
    throw forbidden(nothing, '', `user "${caller.username}" must change the password first`);
  if (access === 'user') return;
  const needed = order.indexOf(access);
  if (caller.roles.some((role) => order.indexOf(role) >= needed)) return;
  const own = caller.roles.length === 0 ? 'no role' : `the role ${caller.roles.join(', ')}`;
  throw forbidden(nothing, '', `user "${caller.username}" has ${own}, and ${id} needs the role ${access}`);
};
