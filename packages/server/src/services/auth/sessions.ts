import { hash, randomBytes, randomUUID } from 'node:crypto';
import { unauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { tokenExpired } from '../errors.ts';
import type { Tokens } from './tokens.ts';
import type { Origin, Session, SessionRecord, SessionRepository, UserRecord, UserRepository } from './types.ts';
import { toCaller } from './to-caller.ts';

/** Sign-ins and their tokens. A token is good while its session is kept. */
export interface Sessions {
  start(user: UserRecord, how: Origin & { by: SessionRecord['by']; refresh?: boolean }): Promise<Session>;
  /** Throws Unauthorized or TokenExpired; a refresh token that was used before ends its session. */
  refresh(refreshToken: string): Promise<Session>;
  /** The session and the user that a token speaks for, and until when. Throws Unauthorized or TokenExpired. */
  check(token: string): Promise<{ user: UserRecord; sessionId: string; expiresAt: number }>;
}

export interface SessionOptions {
  users: UserRepository;
  sessions: SessionRepository;
  tokens: Tokens;
  clock: Clock;
  lifetimes?: Partial<Lifetimes>;
}

/** In ms. */
interface Lifetimes {
  token: number;
  /** Of tokens that can be refreshed. */
  shortToken: number;
  /** How long a session can be refreshed. */
  refresh: number;
}

const hour = 3_600_000;
const defaults: Lifetimes = { token: 12 * hour, shortToken: hour, refresh: 30 * 24 * hour };
const prefix = 'bnr_';
const longestAgent = 256;

const digest = (text: string): string => hash('sha256', text, 'base64url');

export const createSessions = ({ users, sessions, tokens, clock, lifetimes }: SessionOptions): Sessions => {
  const times = { ...defaults, ...lifetimes };

  const toSession = async (user: UserRecord, session: SessionRecord, refreshToken?: string): Promise<Session> => {
    const { id, expiresAt } = session;
    const end = Math.min(expiresAt, clock.now() + (refreshToken === undefined ? times.token : times.shortToken));
    const tokenEnd = Math.floor(end / 1_000) * 1_000;
    return {
      token: await tokens.sign({ username: user.username, sessionId: id, expiresAt: tokenEnd }),
      expiresAt: tokenEnd,
      ...(refreshToken === undefined ? {} : { refresh: { token: refreshToken, expiresAt } }),
      caller: toCaller(user, { sessionId: id }),
    };
  };

  const createRefreshToken = (id: string): string => `${prefix}${id}_${randomBytes(32).toString('base64url')}`;

  const usable = async (username: string): Promise<UserRecord> => {
    const user = await users.find(username);
    if (!user || user.disabled) throw unauthorized('the token is no longer valid, sign in again');
    return user;
  };

  return {
    start: async (user, { address, userAgent = '', by, refresh = false }) => {
      const now = clock.now();
      const id = randomUUID();
      const refreshToken = refresh ? createRefreshToken(id) : undefined;
      const session: SessionRecord = {
        id,
        username: user.username,
        createdAt: now,
        expiresAt: now + (refresh ? times.refresh : times.token),
        by,
        address,
        userAgent: userAgent.slice(0, longestAgent),
        refreshHash: refreshToken === undefined ? undefined : digest(refreshToken),
      };
      await sessions.add(session, now);
      return toSession(user, session, refreshToken);
    },
    refresh: async (refreshToken) => {
      const [, id = ''] = /^bnr_([0-9a-f-]{36})_[\w-]{43}$/.exec(refreshToken) ?? [];
      const session = id === '' ? undefined : await sessions.find(id);
      if (session?.refreshHash === undefined) throw unauthorized('the refresh token is not valid, sign in again');
      if (session.expiresAt <= clock.now()) throw tokenExpired();
      const user = await usable(session.username);
      const next = createRefreshToken(id);
      if (!(await sessions.replaceRefresh(id, { from: digest(refreshToken), to: digest(next) }))) {
        // Two people hold it: the one who may and the one who took it. Which is which cannot be told.
        await sessions.remove(id);
        throw unauthorized('the refresh token was used before: the session has ended, sign in again');
      }
      return toSession(user, session, next);
    },
    check: async (token) => {
      const { username, sessionId, expiresAt } = await tokens.read(token);
      const [user, session] = await Promise.all([usable(username), sessions.find(sessionId)]);
      if (session?.username !== username) throw unauthorized('the token is no longer valid, sign in again');
      return { user, sessionId, expiresAt };
    },
  };
};
