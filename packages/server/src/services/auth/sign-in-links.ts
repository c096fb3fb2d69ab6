import { hash, randomBytes } from 'node:crypto';
import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';

/** One-time codes that sign a person in; only their SHA-256 is kept. */
export interface SignInLinks {
  create(username: string): string;
  /** The user the code was made for, once; `undefined` for a code that is unknown, used or too old. */
  redeem(code: string): string | undefined;
}

const mostAtOnce = 100;

export const createSignInLinks = (clock: Clock, lifetimeMs = 15 * 60_000): SignInLinks => {
  const open = new BoundedMap<string, { username: string; expiresAt: number }>(mostAtOnce);
  const digest = (code: string) => hash('sha256', code, 'base64');
  return {
    create: (username) => {
      const code = randomBytes(32).toString('base64url');
      open.set(digest(code), { username, expiresAt: clock.now() + lifetimeMs });
      return code;
    },
    redeem: (code) => {
      const key = digest(code);
      const link = open.get(key);
      open.delete(key);
      return link && link.expiresAt > clock.now() ? link.username : undefined;
    },
  };
};
