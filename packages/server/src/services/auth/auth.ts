import { randomBytes } from 'node:crypto';
import { unauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Caller } from '../operation.ts';
import { createAttempts } from './attempts.ts';
import { createPasswords } from './passwords.ts';
import { createSignInLinks } from './sign-in-links.ts';
import { createTokens, toCaller } from './tokens.ts';
import type {
  LoginInput,
  RedeemInput,
  RevocationRepository,
  Role,
  Session,
  SettingRepository,
  UserRecord,
  UserRepository,
} from './types.ts';

export interface AuthOptions {
  users: UserRepository;
  settings: SettingRepository;
  revocations: RevocationRepository;
  clock: Clock;
  /** Sets the password of `admin`; without it a new admin gets one that nobody knows, and the link is the way in. */
  adminPassword?: string;
  /** The role of callers who present nothing; none unless given. */
  anonymousRole?: Role;
  tokenLifetimeMs?: number;
}

/** Sign-in, for every front door. */
export interface Auth {
  /**
   * Who calls, by bearer token or session cookie; `undefined` for a caller without either when anonymous callers have
   * no role. At once when the token was checked before. Throws (or rejects with) Unauthorized or TokenExpired.
   */
  authenticate(token: string | undefined): Caller | undefined | Promise<Caller>;
  /** Throws Unauthorized for a wrong name or password, TooManyAttempts after too many of them. */
  login(input: LoginInput): Promise<Session>;
  /** Throws Unauthorized for a code that is unknown, used or too old. */
  redeem(input: RedeemInput): Promise<Session>;
  logout(token: string | undefined): Promise<void>;
  /** A one-time code that signs the admin in, good for 15 minutes. */
  createSignInCode(): string;
}

const adminName = 'admin';
const keyBytes = 32;

export const createAuth = async (options: AuthOptions): Promise<Auth> => {
  const { users, settings, revocations, clock, anonymousRole } = options;
  const passwords = await createPasswords();
  const attempts = createAttempts(clock);
  const links = createSignInLinks(clock);
  const key = await settings.getOrCreateSecret('auth.signingKey', () => randomBytes(keyBytes).toString('base64url'));
  const tokens = await createTokens({
    key: Buffer.from(key, 'base64url'),
    users,
    revocations,
    clock,
    ...(options.tokenLifetimeMs === undefined ? {} : { lifetimeMs: options.tokenLifetimeMs }),
  });

  const ensureAdmin = async (): Promise<void> => {
    const admin = await users.find(adminName);
    const { adminPassword } = options;
    if (admin && adminPassword === undefined) return;
    if (admin && adminPassword !== undefined && (await passwords.verify(admin.passwordHash, adminPassword))) return;
    await users.save({
      username: adminName,
      displayName: admin?.displayName ?? 'Administrator',
      roles: ['admin'],
      passwordHash: await passwords.hash(adminPassword ?? randomBytes(keyBytes).toString('base64url')),
      epoch: (admin?.epoch ?? 0) + 1,
    });
    tokens.forgetChecks();
  };
  await ensureAdmin();

  const anonymous: Caller | undefined = anonymousRole && {
    username: 'anonymous',
    displayName: 'Anonymous',
    roles: [anonymousRole],
    anonymous: true,
  };

  const startSession = async (user: UserRecord): Promise<Session> => ({
    ...(await tokens.issue(user)),
    caller: toCaller(user),
  });

  return {
    authenticate: (token) => (token === undefined ? anonymous : tokens.verify(token)),
    login: async ({ username, password, address }) => {
      const keys = [`address ${address}`, `user ${username}`];
      attempts.begin(keys);
      const user = await users.find(username);
      const right = await passwords.verify(user?.passwordHash, password);
      if (!user || !right) throw unauthorized('the user name or the password is wrong');
      attempts.succeed(keys);
      return startSession(user);
    },
    redeem: async ({ code, address }) => {
      const keys = [`address ${address}`];
      attempts.begin(keys);
      const username = links.redeem(code);
      const user = username === undefined ? undefined : await users.find(username);
      if (!user) throw unauthorized('the sign-in link is no longer valid: it works once, and for 15 minutes');
      attempts.succeed(keys);
      return startSession(user);
    },
    logout: async (token) => {
      if (token !== undefined) await tokens.revoke(token);
    },
    createSignInCode: () => links.create(adminName),
  };
};
