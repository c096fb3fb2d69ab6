import { randomBytes } from 'node:crypto';
import type { AuthOptions } from './auth.ts';
import type { Passwords } from './passwords.ts';

/** The first user. */
export const adminName = 'admin';

/**
 * Makes the first user, and gives it the operator's password. Without one its password is random and known to nobody: it
 * comes in by the one-time link and chooses its own. An admin that was removed stays so unless a password is given.
 */
export const ensureAdmin = async (options: AuthOptions, passwords: Passwords): Promise<void> => {
  const { users, sessions, clock, adminPassword, anonymousRole } = options;
  const admin = await users.find(adminName);
  if (adminPassword === undefined) {
    if (admin !== undefined || (await users.list({ offset: 0, limit: 1 })).total > 0) return;
  } else if (admin && !admin.disabled && (await passwords.verify(admin.passwordHash, adminPassword))) return;
  await users.save({
    username: adminName,
    displayName: admin?.displayName ?? 'Administrator',
    email: admin?.email ?? '',
    roles: ['admin'],
    groups: admin?.groups ?? [],
    source: 'local',
    subject: '',
    passwordHash: await passwords.hash(adminPassword ?? randomBytes(32).toString('base64url')),
    // Where anonymous callers have a role, nobody needs a password.
    mustChangePassword: adminPassword === undefined && anonymousRole === undefined,
    disabled: false,
    createdAt: admin?.createdAt ?? clock.now(),
    lastSignInAt: admin?.lastSignInAt,
  });
  await sessions.removeAll(adminName);
};
