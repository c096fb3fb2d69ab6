/** Tokens of service accounts: signed here, trusted here. Source: Kubernetes docs, "Managing Service Accounts". */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@binnacle/kube/clock';
import type { User } from './authentication.ts';

export const ISSUER = 'https://kubernetes.default.svc';

export interface ServiceAccountTokens {
  issue(
    account: { namespace: string; name: string; uid: string },
    seconds: number,
    audiences: readonly string[],
  ): string;
  /** Undefined for a token that is forged, spoiled, expired, or of an account that is no more. */
  userOf(token: string): User | undefined;
}

interface Claims {
  iss: string;
  exp: number;
  aud: string[];
  sub: string;
  'kubernetes.io': { namespace: string; serviceaccount: { name: string; uid: string } };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** `isCurrent` tells whether an account with that uid is still there. */
export const createServiceAccountTokens = (
  clock: Clock,
  isCurrent: (account: { namespace: string; name: string; uid: string }) => boolean,
): ServiceAccountTokens => {
  const secret = randomBytes(32);
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  return {
    issue: ({ namespace, name, uid }, seconds, audiences) => {
      const now = Math.floor(clock.now() / 1000);
      const claims: Claims & Record<string, unknown> = {
        aud: [...audiences],
        exp: now + seconds,
        iat: now,
        iss: ISSUER,
        jti: randomUUID(),
        'kubernetes.io': { namespace, serviceaccount: { name, uid } },
        nbf: now,
        sub: `system:serviceaccount:${namespace}:${name}`,
      };
      const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    userOf: (token) => {
      const [head, body, signature, more] = token.split('.');
      if (head === undefined || body === undefined || signature === undefined || more !== undefined) return undefined;
      const given = Buffer.from(signature, 'base64url');
      const right = sign(`${head}.${body}`);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
      const { namespace, serviceaccount } = claims['kubernetes.io'];
      if (claims.exp * 1000 <= clock.now() || !isCurrent({ namespace, ...serviceaccount })) return undefined;
      return {
        name: claims.sub,
        uid: serviceaccount.uid,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
      };
    },
  };
};
