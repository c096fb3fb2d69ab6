import { randomBytes } from 'node:crypto';
import { badRequest, notFound, unauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { invalidField } from '../errors.ts';
import type { Caller } from '../operation.ts';
import { createApiKeys, isApiKey, requireSession, type ApiKeys } from './api-keys.ts';
import { createAttempts } from './attempts.ts';
import { adminName, ensureAdmin } from './ensure-admin.ts';
import { requireGoodPassword } from './password-policy.ts';
import { createPasswords } from './passwords.ts';
import { createProviders, type Providers } from './providers.ts';
import { createSessions } from './sessions.ts';
import { createSignInLinks } from './sign-in-links.ts';
import { toCaller } from './to-caller.ts';
import { createTokens } from './tokens.ts';
import type {
  AuthRepositories,
  ChangePasswordInput,
  IdentityProvider,
  LoginInput,
  Origin,
  RedeemInput,
  RefreshInput,
  Role,
  Session,
  SessionRecord,
  UserRecord,
} from './types.ts';
import { createUsers, type Users } from './users.ts';
import { createVerified } from './verified.ts';

export interface AuthOptions extends AuthRepositories {
  clock: Clock;
  /** Sets the password of `admin`; without it a new admin gets one that nobody knows, and the link is the way in. */
  adminPassword?: string;
  /** The role of callers who present nothing; none unless given. */
  anonymousRole?: Role;
  /** Whom people can sign in through beside the password. */
  providers?: readonly IdentityProvider[];
}

/** Sign-in, for every front door. */
export interface Auth {
  /**
   * Who calls, by bearer token, API key or session cookie; `undefined` for a caller without any when anonymous callers
   * have no role. At once when the token was checked before. Throws (or rejects with) Unauthorized or TokenExpired.
   */
  authenticate(token: string | undefined): Caller | undefined | Promise<Caller>;
  /** Throws Unauthorized for a wrong name or password, TooManyAttempts after too many of them. */
  login(input: LoginInput): Promise<Session>;
  /** Throws Unauthorized for a code that is unknown, used or too old. */
  redeem(input: RedeemInput): Promise<Session>;
  /** Throws Unauthorized for a token that is unknown or was used before, TokenExpired. */
  refresh(input: RefreshInput): Promise<Session>;
  logout(token: string | undefined): Promise<void>;
  /** The caller's other sessions end, and this one is replaced. Throws Unauthorized, BadRequest. */
  changePassword(caller: Caller, input: ChangePasswordInput): Promise<Session>;
  sessions(caller: Caller): Promise<SessionRecord[]>;
  /** Throws NotFound for one that is not the caller's. */
  endSession(caller: Caller, id: string): Promise<void>;
  endAllSessions(caller: Caller): Promise<void>;
  /** A one-time code that signs the admin in, good for 15 minutes. */
  createSignInCode(): string;
  /** Makes the next check of every token a full one: something about users has changed. */
  forgetChecks(): void;
  readonly keys: ApiKeys;
  readonly users: Users;
  readonly providers: Providers;
}

const keyBytes = 32;

export const createAuth = async (options: AuthOptions): Promise<Auth> => {
  const { users, settings, clock, anonymousRole, providers = [] } = options;
  const passwords = await createPasswords();
  const attempts = createAttempts(clock);
  const links = createSignInLinks(clock);
  const key = await settings.getOrCreateSecret('auth.signingKey', () => randomBytes(keyBytes).toString('base64url'));
  const tokens = createTokens(Buffer.from(key, 'base64url'), clock);
  const sessions = createSessions({ ...options, tokens });
  const keys = createApiKeys(options);
  const verified = createVerified(async (token) => {
    if (isApiKey(token)) {
      const { user, record } = await keys.check(token);
      return { caller: toCaller(user, { keyId: record.id, keyRoles: record.roles }), expiresAt: record.expiresAt };
    }
    const { user, sessionId, expiresAt } = await sessions.check(token);
    return { caller: toCaller(user, { sessionId }), expiresAt };
  }, clock);

  await ensureAdmin(options, passwords);

  const anonymous: Caller | undefined = anonymousRole && {
    username: 'anonymous',
    displayName: 'Anonymous',
    roles: [anonymousRole],
    groups: [],
    anonymous: true,
  };

  const enter = async (user: UserRecord, by: SessionRecord['by'], origin: Origin & { refresh?: boolean }) => {
    await users.signedIn(user.username, clock.now());
    return sessions.start(user, { ...origin, by });
  };

  const provided = await createProviders({
    ...options,
    providers,
    signIn: (user, origin) => enter(user, 'provider', origin),
    changed: verified.forget,
  });

  return {
    authenticate: (token) => (token === undefined ? anonymous : verified.verify(token)),
    login: async ({ username: given, password, ...origin }) => {
      const username = given.toLowerCase();
      const tried = [`address ${origin.address}`, `user ${username}`];
      attempts.begin(tried);
      const user = await users.find(username);
      const right = await passwords.verify(user?.passwordHash, password);
      if (!user || !right || user.disabled) throw unauthorized('the user name or the password is wrong');
      attempts.succeed(tried);
      return enter(user, 'password', origin);
    },
    redeem: async ({ code, ...origin }) => {
      const tried = [`address ${origin.address}`];
      attempts.begin(tried);
      const username = links.redeem(code);
      const user = username === undefined ? undefined : await users.find(username);
      if (!user || user.disabled)
        throw unauthorized('the sign-in link is no longer valid: it works once, and for 15 minutes');
      attempts.succeed(tried);
      return enter(user, 'link', origin);
    },
    refresh: async ({ refreshToken, address }) => {
      const tried = [`address ${address}`];
      attempts.begin(tried);
      try {
        const session = await sessions.refresh(refreshToken);
        attempts.succeed(tried);
        return session;
      } catch (error) {
        // A token used twice has ended its session.
        verified.forget();
        throw error;
      }
    },
    logout: async (token) => {
      if (token === undefined) return;
      const session = await tokens.read(token).catch(() => undefined);
      if (!session) return;
      await options.sessions.remove(session.sessionId);
      verified.forget();
    },
    changePassword: async (caller, { current, next, ...origin }) => {
      if (caller.sessionId === undefined) throw requireSession();
      const user = await users.find(caller.username);
      if (!user || user.source !== 'local') throw badRequest('this account has no password here');
      const session = await options.sessions.find(caller.sessionId);
      const needsCurrent = !(user.mustChangePassword && session?.by === 'link');
      if (needsCurrent) {
        if (current === undefined) throw invalidField('current_password', 'is required');
        const tried = [`address ${origin.address}`, `user ${user.username}`];
        attempts.begin(tried);
        if (!(await passwords.verify(user.passwordHash, current)))
          throw badRequest('current_password is not the present password');
        attempts.succeed(tried);
        if (current === next) throw invalidField('new_password', 'must differ from the present one');
      }
      requireGoodPassword(next, { username: user.username, field: 'new_password' });
      const changed = { ...user, passwordHash: await passwords.hash(next), mustChangePassword: false };
      await users.save(changed);
      await options.sessions.removeAll(user.username);
      verified.forget();
      return sessions.start(changed, { ...origin, by: 'password' });
    },
    sessions: (caller) => options.sessions.list(caller.username),
    endSession: async (caller, id) => {
      const session = await options.sessions.find(id);
      if (session?.username !== caller.username) throw notFound({ group: '', plural: 'sessions' }, id);
      await options.sessions.remove(id);
      verified.forget();
    },
    endAllSessions: async (caller) => {
      await options.sessions.removeAll(caller.username);
      verified.forget();
    },
    createSignInCode: () => links.create(adminName),
    forgetChecks: verified.forget,
    keys: { ...keys, remove: (id, owner) => keys.remove(id, owner).then(verified.forget) },
    users: createUsers({
      ...options,
      passwords,
      changed: verified.forget,
      providers: providers.map(({ id }) => id),
    }),
    providers: {
      ...provided,
      finish: async (input) => {
        const tried = [`address ${input.address}`];
        attempts.begin(tried);
        const finished = await provided.finish(input);
        attempts.succeed(tried);
        return finished;
      },
    },
  };
};
