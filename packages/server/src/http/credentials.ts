import type { IncomingHttpHeaders } from 'node:http';
import { unauthorized } from '@binnacle/kube/api';

export const sessionCookie = 'binnacle_session';
const pendingCookie = 'binnacle_pending';
const patternOf = (name: string): RegExp => new RegExp(`(?:^|;\\s*)${name}=([^;\\s]+)`);
const cookiePattern = patternOf(sessionCookie);
const pendingPattern = patternOf(pendingCookie);

/** What a request presents, and where. */
export interface Presented {
  token: string | undefined;
  /** `ticket`: what its owner presented when it was given. */
  by: 'bearer' | 'cookie' | 'ticket' | 'nothing';
}

const nothing: Presented = { token: undefined, by: 'nothing' };

/** The bearer token, else the session cookie. Throws Unauthorized for an Authorization header of another kind. */
export const presentedBy = (headers: IncomingHttpHeaders): Presented => {
  const { authorization, cookie } = headers;
  if (authorization !== undefined) {
    if (!/^bearer /i.test(authorization)) throw unauthorized('the Authorization header must be "Bearer <token>"');
    return { token: authorization.slice(7).trim(), by: 'bearer' };
  }
  const token = cookie === undefined ? undefined : cookiePattern.exec(cookie)?.[1];
  return token === undefined ? nothing : { token, by: 'cookie' };
};

/** The cookie of a sign-in that is under way at a provider. */
export const pendingOf = ({ cookie }: IncomingHttpHeaders): string | undefined =>
  cookie === undefined ? undefined : pendingPattern.exec(cookie)?.[1];

/** What a cookie holds, until epoch ms. */
interface Kept {
  token: string;
  expiresAt: number;
}

export interface CookieOptions {
  /** Epoch ms. */
  now: number;
  /** Browsers reach this server by https: cookies go no other way. */
  secure: boolean;
}

interface Cookie {
  name: string;
  path: string;
  sameSite: 'Strict' | 'Lax';
}

const toHeader = ({ name, path, sameSite }: Cookie, kept: Kept | null, { now, secure }: CookieOptions): string => {
  const maxAge = kept === null ? 0 : Math.max(0, Math.floor((kept.expiresAt - now) / 1_000));
  const scope = `Path=${path}; HttpOnly; SameSite=${sameSite}; Max-Age=${maxAge}`;
  return `${name}=${kept?.token ?? ''}; ${scope}${secure ? '; Secure' : ''}`;
};

/** The Set-Cookie value that remembers a session until it expires, or forgets it. Out of reach of scripts and other sites. */
export const sessionCookieHeader = (kept: Kept | null, options: CookieOptions): string =>
  toHeader({ name: sessionCookie, path: '/', sameSite: 'Strict' }, kept, options);

/** The same for a sign-in at a provider: sent along when the provider, another site, sends the browser back. */
export const pendingCookieHeader = (kept: Kept | null, options: CookieOptions): string =>
  toHeader({ name: pendingCookie, path: '/api/console/v1/auth/providers', sameSite: 'Lax' }, kept, options);
