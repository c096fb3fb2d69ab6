import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { PeerCertificate } from 'node:tls';
import { unauthorized } from '@binnacle/kube/api';

export interface User {
  name: string;
  uid?: string;
  groups: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

export interface Authenticator {
  /** By certificate, else by token. Throws Unauthorized for credentials that are not good; who has none is anonymous. */
  authenticate(request: IncomingMessage): User;
  /** Who a token stands for. */
  userOf(token: string): User | undefined;
}

const AUTHENTICATED = 'system:authenticated';
const UNAUTHENTICATED = 'system:unauthenticated';

const ANONYMOUS: User = { name: 'system:anonymous', groups: [UNAUTHENTICATED] };

/** Asks others about tokens that are not in the table: service accounts. */
export type TokenSource = (token: string) => User | undefined;

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Connections without a certificate: most, and asked for each request. */
const uncertified = new WeakSet<Socket>();

/** Common name and organizations; undefined without a certificate. Throws Unauthorized for one that others signed. */
const userOfCertificate = (socket: Socket): User | undefined => {
  if (uncertified.has(socket) || !(socket instanceof TLSSocket)) return undefined;
  // Absent, or empty, when none was sent.
  const { subject } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  if (subject === undefined) {
    uncertified.add(socket);
    return undefined;
  }
  const { CN: name, O: organizations = [] } = subject as Record<string, string | string[] | undefined>;
  if (!socket.authorized || typeof name !== 'string') throw unauthorized();
  return { name, groups: [organizations, AUTHENTICATED].flat() };
};

export const createAuthenticator = (
  tokens: readonly { token: string; user: User }[],
  others: TokenSource = () => undefined,
): Authenticator => {
  const userOf = (token: string): User | undefined => {
    const user = tokens.find((known) => same(known.token, token))?.user ?? others(token);
    return user === undefined ? undefined : { ...user, groups: [...user.groups, AUTHENTICATED] };
  };
  return {
    userOf,
    authenticate: ({ socket, headers }) => {
      const certified = userOfCertificate(socket);
      if (certified !== undefined) return certified;
      const [, token] = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '') ?? [];
      // Nobody in particular: what little anybody may, they may.
      if (token === undefined) return ANONYMOUS;
      const user = userOf(token);
      if (user === undefined) throw unauthorized();
      return user;
    },
  };
};

/** The namespace and the name of the service account that a user is. */
export const serviceAccountOf = (user: string): { namespace: string; name: string } | undefined => {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
};

/** Groups asked for, and those that come with whom one asks to be. Source: apiserver `endpoints/filters/impersonation`. */
const impersonatedGroups = (name: string, asked: readonly string[]): string[] => {
  const account = serviceAccountOf(name);
  const own = account === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`];
  const groups = asked.length > 0 ? [...asked] : own;
  if (name === ANONYMOUS.name) return [...new Set([...groups, UNAUTHENTICATED])];
  return groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED) ? groups : [...groups, AUTHENTICATED];
};

/** Whom the caller asks to be, from the Impersonate headers, and the groups asked for by name; undefined when nobody. */
export const impersonated = (headers: IncomingHttpHeaders): { user: User; asked: string[] } | undefined => {
  const one = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const many = (name: string): string[] => {
    const value = headers[name];
    return value === undefined ? [] : (Array.isArray(value) ? value : value.split(',')).map((part) => part.trim());
  };
  const name = one('impersonate-user');
  if (name === undefined || name === '') return undefined;
  const extra: Record<string, string[]> = {};
  for (const header of Object.keys(headers))
    if (header.startsWith('impersonate-extra-'))
      extra[decodeURIComponent(header.slice('impersonate-extra-'.length))] = many(header);
  const uid = one('impersonate-uid');
  const asked = many('impersonate-group');
  const user = {
    name,
    ...(uid === undefined ? {} : { uid }),
    groups: impersonatedGroups(name, asked),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
  return { user, asked };
};
