import type { IncomingHttpHeaders } from 'node:http';
import { unauthorized } from '@binnacle/kube/api';

export const sessionCookie = 'binnacle_session';
const cookiePattern = new RegExp(`(?:^|;\\s*)${sessionCookie}=([^;\\s]+)`);

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

/** The Set-Cookie value that remembers a session until it expires, or forgets it. Out of reach of scripts and other sites. */
export const sessionCookieHeader = (session: { token: string; expiresAt: number } | null, now: number): string => {
  const maxAge = session === null ? 0 : Math.max(0, Math.floor((session.expiresAt - now) / 1_000));
  return `${sessionCookie}=${session?.token ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}`;
};
