import { hash, randomUUID } from 'node:crypto';
import { SignJWT, errors, jwtVerify } from 'jose';
import { unauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { tokenExpired } from '../errors.ts';
import type { Caller } from '../operation.ts';
import { BoundedMap } from './bounded-map.ts';
import type { RevocationRepository, UserRecord, UserRepository } from './types.ts';

/** Makes and checks session tokens: JWT, HS256, with an expiry. */
export interface Tokens {
  issue(user: UserRecord): Promise<{ token: string; expiresAt: number }>;
  /**
   * Who the token speaks for. At once for a token checked before: a cached list request costs one hash and no
   * signature check; expiry is checked each time. Throws Unauthorized or TokenExpired.
   */
  verify(token: string): Caller | Promise<Caller>;
  /** Refuses the token from now on; does nothing for one that is not valid. */
  revoke(token: string): Promise<void>;
  /** Makes the next check of every token read its user again. */
  forgetChecks(): void;
}

export interface TokenOptions {
  key: Uint8Array;
  users: UserRepository;
  revocations: RevocationRepository;
  clock: Clock;
  lifetimeMs?: number;
}

interface Checked {
  caller: Caller;
  tokenId: string;
  expiresAt: number;
}

const issuer = 'binnacle';
const checkedTokens = 1_000;
const longestToken = 4_096;

export const createTokens = async ({
  key,
  users,
  revocations,
  clock,
  lifetimeMs = 12 * 3_600_000,
}: TokenOptions): Promise<Tokens> => {
  // By SHA-256 of the token, so that no usable token lies in memory.
  const checked = new BoundedMap<string, Checked>(checkedTokens);
  const revoked = new Map((await revocations.list(clock.now())).map(({ tokenId, expiresAt }) => [tokenId, expiresAt]));

  const check = async (token: string): Promise<Checked> => {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'jti', 'exp'],
      currentDate: new Date(clock.now()),
    }).catch((error: unknown) => {
      if (error instanceof errors.JWTExpired) throw tokenExpired();
      throw unauthorized('the token is not valid, sign in again');
    });
    const { sub = '', jti = '', exp = 0 } = payload;
    const user = await users.find(sub);
    if (!user || payload['epoch'] !== user.epoch || revoked.has(jti)) {
      throw unauthorized('the token is no longer valid, sign in again');
    }
    return { caller: toCaller(user), tokenId: jti, expiresAt: exp * 1_000 };
  };

  const checkAndKeep = async (token: string, digest: string): Promise<Caller> => {
    const result = await check(token);
    checked.set(digest, result);
    return result.caller;
  };

  return {
    issue: async (user) => {
      const issuedAt = Math.floor(clock.now() / 1_000);
      const expiry = issuedAt + Math.floor(lifetimeMs / 1_000);
      const token = await new SignJWT({ epoch: user.epoch })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setSubject(user.username)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiry)
        .sign(key);
      return { token, expiresAt: expiry * 1_000 };
    },
    verify: (token) => {
      if (token.length > longestToken) throw unauthorized('the token is not valid, sign in again');
      const digest = hash('sha256', token, 'base64');
      const known = checked.get(digest);
      if (!known) return checkAndKeep(token, digest);
      if (known.expiresAt <= clock.now()) {
        checked.delete(digest);
        throw tokenExpired();
      }
      return known.caller;
    },
    revoke: async (token) => {
      const result = await check(token).catch(() => undefined);
      if (!result) return;
      const now = clock.now();
      for (const [tokenId, expiresAt] of revoked) if (expiresAt <= now) revoked.delete(tokenId);
      revoked.set(result.tokenId, result.expiresAt);
      checked.delete(hash('sha256', token, 'base64'));
      await revocations.add(result.tokenId, result.expiresAt);
    },
    forgetChecks: () => checked.clear(),
  };
};

export const toCaller = (user: UserRecord): Caller => ({
  username: user.username,
  displayName: user.displayName,
  roles: user.roles,
  anonymous: false,
});
