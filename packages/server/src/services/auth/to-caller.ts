import type { Caller } from '../operation.ts';
import type { UserRecord } from './types.ts';

/** Who calls when a session, or an API key, speaks for a user. */
export const toCaller = (user: UserRecord, by: Pick<Caller, 'sessionId' | 'keyId' | 'keyRoles'>): Caller => ({
  username: user.username,
  displayName: user.displayName,
  roles: user.roles,
  groups: user.groups,
  anonymous: false,
  // A key was made by somebody who knew the password: it does not wait for another one.
  ...(user.mustChangePassword && by.keyId === undefined ? { mustChangePassword: true } : {}),
  ...by,
});
