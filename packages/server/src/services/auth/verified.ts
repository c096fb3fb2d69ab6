import { hash } from 'node:crypto';
import { unauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { BoundedMap } from '@binnacle/kube/watch';
import { tokenExpired } from '../errors.ts';
import type { Caller } from '../operation.ts';

/** Who a token or key speaks for, remembered for a while. */
export interface Verified {
  /**
   * At once for what was checked a moment ago: a cached list request costs one hash and no signature check; expiry is
   * checked each time. Throws (or rejects with) Unauthorized or TokenExpired.
   */
  verify(token: string): Caller | Promise<Caller>;
  /** Makes the next check of every token a full one. */
  forget(): void;
}

interface Checked {
  caller: Caller;
  expiresAt: number;
  checkedAt: number;
}

const longestToken = 4_096;
const mostRemembered = 10_000;
/** What another server on the same database has ended is noticed after this time. */
const trustedMs = 30_000;

export const createVerified = (
  check: (token: string) => Promise<{ caller: Caller; expiresAt: number }>,
  clock: Clock,
): Verified => {
  // By SHA-256 of the token, so that no usable token lies in memory.
  const checked = new BoundedMap<string, Checked>(mostRemembered);
  let generation = 0;

  const checkAndKeep = async (token: string, digest: string): Promise<Caller> => {
    const begun = generation;
    const result = await check(token).catch((error: unknown) => {
      checked.delete(digest);
      throw error;
    });
    // The same caller as long as nothing about it changes: what is worked out from it can be kept with it.
    const known = checked.get(digest)?.caller;
    const caller = known && JSON.stringify(known) === JSON.stringify(result.caller) ? known : result.caller;
    if (begun === generation) checked.set(digest, { ...result, caller, checkedAt: clock.now() });
    return caller;
  };

  return {
    verify: (token) => {
      if (token.length > longestToken) throw unauthorized('the token is not valid, sign in again');
      const digest = hash('sha256', token, 'base64');
      const known = checked.get(digest);
      const now = clock.now();
      if (!known || now - known.checkedAt >= trustedMs) return checkAndKeep(token, digest);
      if (known.expiresAt <= now) {
        checked.delete(digest);
        throw tokenExpired();
      }
      return known.caller;
    },
    forget: () => {
      generation += 1;
      checked.clear();
    },
  };
};
