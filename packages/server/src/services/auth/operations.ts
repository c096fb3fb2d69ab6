import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import type { Auth } from './auth.ts';
import type { BeginInput, Begun, FinishInput } from './providers.ts';
import type {
  ApiKeyRecord,
  ChangePasswordInput,
  CreatedKey,
  CreateKeyInput,
  LoginInput,
  LogoutInput,
  MeOutput,
  RedeemInput,
  RefreshInput,
  Session,
  SessionRecord,
} from './types.ts';

export interface AuthOperations {
  login: Operation<LoginInput, Session>;
  redeem: Operation<RedeemInput, Session>;
  refresh: Operation<RefreshInput, Session>;
  logout: Operation<LogoutInput, void>;
  providers: Operation<Record<string, never>, { id: string; name: string }[]>;
  beginProvider: Operation<BeginInput, Begun>;
  finishProvider: Operation<FinishInput, { session: Session; returnTo: string }>;
  me: Operation<Record<string, never>, MeOutput>;
  changePassword: Operation<ChangePasswordInput, Session>;
  sessions: Operation<Record<string, never>, { items: SessionRecord[]; current: string | undefined }>;
  endSession: Operation<{ id: string }, void>;
  endAllSessions: Operation<Record<string, never>, void>;
  keys: Operation<Record<string, never>, ApiKeyRecord[]>;
  createKey: Operation<CreateKeyInput, CreatedKey>;
  removeKey: Operation<{ id: string }, void>;
}

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const origin = { address: Type.String(), userAgent: Type.Optional(Type.String()) };
const nothing = Type.Object({});
const common = { scope: 'global' } as const;

/** What people do to sign in and out, and with what is their own. The rest of the options is told to whoever asks who they are. */
export const createAuthOperations = (
  auth: Auth,
  { requireRoles, ...about }: { demo: boolean; version: string; requireRoles: (names: readonly string[]) => void },
): AuthOperations => ({
  login: {
    ...common,
    id: 'auth.login',
    summary: 'Sign in with user name and password',
    effect: 'write',
    access: 'public',
    input: Type.Object({
      ...origin,
      username: text(256),
      password: text(1_024),
      refresh: Type.Optional(Type.Boolean()),
    }),
    run: (input) => auth.login(input),
  },
  redeem: {
    ...common,
    id: 'auth.redeem',
    summary: 'Sign in with a one-time link',
    effect: 'write',
    access: 'public',
    input: Type.Object({ ...origin, code: text(256) }),
    run: (input) => auth.redeem(input),
  },
  refresh: {
    ...common,
    id: 'auth.refresh',
    summary: 'Another token for a session that can be refreshed',
    effect: 'write',
    access: 'public',
    input: Type.Object({ ...origin, refreshToken: text(256) }),
    run: (input) => auth.refresh(input),
  },
  logout: {
    ...common,
    id: 'auth.logout',
    summary: 'Sign out: the session ends',
    effect: 'write',
    access: 'public',
    input: Type.Object({ token: Type.Optional(Type.String()) }),
    run: ({ token }) => auth.logout(token),
  },
  providers: {
    ...common,
    id: 'auth.providers',
    summary: 'Whom one can sign in through beside the password',
    effect: 'read',
    access: 'public',
    input: nothing,
    run: async () => auth.providers.list(),
  },
  beginProvider: {
    ...common,
    id: 'auth.beginProvider',
    summary: 'Send the browser to a provider to sign in',
    effect: 'read',
    access: 'public',
    input: Type.Object({ provider: text(64), baseUrl: Type.String(), returnTo: Type.String({ maxLength: 2_048 }) }),
    run: (input) => auth.providers.begin(input),
  },
  finishProvider: {
    ...common,
    id: 'auth.finishProvider',
    summary: 'Sign in with what the provider sent the browser back with',
    effect: 'write',
    access: 'public',
    input: Type.Object({
      ...origin,
      provider: text(64),
      baseUrl: Type.String(),
      ticket: Type.Optional(Type.String({ maxLength: 4_096 })),
      query: Type.String({ maxLength: 8_192 }),
    }),
    run: (input) => auth.providers.finish(input),
  },
  me: {
    ...common,
    id: 'auth.me',
    summary: 'Who is signed in',
    effect: 'read',
    access: 'user',
    input: nothing,
    run: async (_input, { caller }) => ({ caller, ...about }),
  },
  changePassword: {
    ...common,
    id: 'auth.changePassword',
    summary: 'Change the own password; all other sessions end',
    effect: 'write',
    access: 'user',
    input: Type.Object({ ...origin, current: Type.Optional(text(1_024)), next: text(1_024) }),
    run: (input, { caller }) => auth.changePassword(caller, input),
  },
  sessions: {
    ...common,
    id: 'auth.sessions',
    summary: 'The own sessions',
    effect: 'read',
    access: 'user',
    input: nothing,
    run: async (_input, { caller }) => ({ items: await auth.sessions(caller), current: caller.sessionId }),
  },
  endSession: {
    ...common,
    id: 'auth.endSession',
    summary: 'End one of the own sessions',
    effect: 'write',
    access: 'user',
    input: Type.Object({ id: text(64) }),
    run: ({ id }, { caller }) => auth.endSession(caller, id),
  },
  endAllSessions: {
    ...common,
    id: 'auth.endAllSessions',
    summary: 'Sign out everywhere',
    effect: 'write',
    access: 'user',
    input: nothing,
    run: (_input, { caller }) => auth.endAllSessions(caller),
  },
  keys: {
    ...common,
    id: 'auth.keys',
    summary: 'The own API keys',
    effect: 'read',
    access: 'user',
    input: nothing,
    run: (_input, { caller }) => auth.keys.list(caller.username),
  },
  createKey: {
    ...common,
    id: 'auth.createKey',
    summary: 'Make an API key for oneself; it is shown once',
    effect: 'write',
    access: 'user',
    input: Type.Object({
      name: text(128),
      roles: Type.Array(text(128), { minItems: 1, maxItems: 32 }),
      expiresInDays: Type.Integer({ minimum: 1, maximum: 366 }),
    }),
    run: async (input, { caller }) => {
      requireRoles(input.roles);
      return auth.keys.create(caller, input);
    },
  },
  removeKey: {
    ...common,
    id: 'auth.removeKey',
    summary: 'Revoke one of the own API keys',
    effect: 'write',
    access: 'user',
    input: Type.Object({ id: text(64) }),
    run: ({ id }, { caller }) => auth.keys.remove(id, caller.username),
  },
});
