import { SignJWT, errors, jwtVerify } from 'jose';
import { unauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { tokenExpired } from '../errors.ts';

/** Signs and reads session tokens: JWT, HS256, with an expiry. Whether the session still lives is not theirs to say. */
export interface Tokens {
  /** `expiresAt` in epoch ms, cut to the second. */
  sign(claims: TokenClaims): Promise<string>;
  /** Throws Unauthorized or TokenExpired. */
  read(token: string): Promise<TokenClaims>;
}

export interface TokenClaims {
  username: string;
  sessionId: string;
  /** Epoch ms. */
  expiresAt: number;
}

const issuer = 'binnacle';

export const createTokens = (key: Uint8Array, clock: Clock): Tokens => ({
  sign: ({ username, sessionId, expiresAt }) =>
    new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(issuer)
      .setSubject(username)
      .setIssuedAt(Math.floor(clock.now() / 1_000))
      .setExpirationTime(Math.floor(expiresAt / 1_000))
      .sign(key),
  read: async (token) => {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'sid', 'exp'],
      currentDate: new Date(clock.now()),
    }).catch((error: unknown) => {
      if (error instanceof errors.JWTExpired) throw tokenExpired();
      throw unauthorized('the token is not valid, sign in again');
    });
    return { username: payload.sub ?? '', sessionId: String(payload['sid']), expiresAt: (payload.exp ?? 0) * 1_000 };
  },
});
