/** Tokens of service accounts: signed here, trusted here. Source: Kubernetes docs, "Managing Service Accounts". */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@binnacle/kube/clock';
import type { User } from './authentication.ts';

export const ISSUER = 'https://kubernetes.default.svc';

/** What a token lives and dies with, beside its account. */
export interface BoundObject {
  /** `pods`, `nodes`, `secrets`. */
  plural: string;
  name: string;
  uid: string;
}

export interface Account {
  namespace: string;
  name: string;
  uid: string;
}

export interface ServiceAccountTokens {
  issue(
    account: Account,
    what: { seconds: number; audiences: readonly string[]; bound?: BoundObject | undefined },
  ): string;
  /**
   * Undefined for a token that is forged, spoiled, expired, of an account that is no more, bound to something that is no
   * more, or meant for none of the audiences; without audiences, for another one than this server.
   */
  userOf(token: string, audiences?: readonly string[]): User | undefined;
}

interface Claims {
  iss: string;
  exp: number;
  aud: string[];
  sub: string;
  'kubernetes.io': {
    namespace: string;
    serviceaccount: { name: string; uid: string };
  } & Partial<Record<'pod' | 'node' | 'secret', { name: string; uid: string }>>;
}

const CLAIMED = { pods: 'pod', nodes: 'node', secrets: 'secret' } as const;
const pluralOf = { pod: 'pods', node: 'nodes', secret: 'secrets' } as const;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export interface ServiceAccountTokensOptions {
  clock: Clock;
  /** Signs the tokens: whoever keeps it keeps them good. */
  secret: Buffer;
  /** Tells whether an object of the core group with that uid is still there. */
  isCurrent: (object: Account & { plural: string }) => boolean;
}

export const createServiceAccountTokens = ({
  clock,
  secret,
  isCurrent,
}: ServiceAccountTokensOptions): ServiceAccountTokens => {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  return {
    issue: ({ namespace, name, uid }, { seconds, audiences, bound }) => {
      const now = Math.floor(clock.now() / 1000);
      const claims: Claims & Record<string, unknown> = {
        aud: [...audiences],
        exp: now + seconds,
        iat: now,
        iss: ISSUER,
        jti: randomUUID(),
        'kubernetes.io': {
          namespace,
          serviceaccount: { name, uid },
          ...(bound === undefined
            ? {}
            : { [CLAIMED[bound.plural as keyof typeof CLAIMED]]: { name: bound.name, uid: bound.uid } }),
        },
        nbf: now,
        sub: `system:serviceaccount:${namespace}:${name}`,
      };
      const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    userOf: (token, audiences = [ISSUER]) => {
      const [head, body, signature, more] = token.split('.');
      if (head === undefined || body === undefined || signature === undefined || more !== undefined) return undefined;
      const given = Buffer.from(signature, 'base64url');
      const right = sign(`${head}.${body}`);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
      const { namespace, serviceaccount, ...bound } = claims['kubernetes.io'];
      if (claims.exp * 1000 <= clock.now() || !claims.aud.some((each) => audiences.includes(each))) return undefined;
      if (!isCurrent({ plural: 'serviceaccounts', namespace, ...serviceaccount })) return undefined;
      for (const [kind, object] of Object.entries(bound) as [keyof typeof pluralOf, Omit<Account, 'namespace'>][])
        if (!isCurrent({ plural: pluralOf[kind], namespace, ...object })) return undefined;
      return {
        name: claims.sub,
        uid: serviceaccount.uid,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
      };
    },
  };
};
