import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import type { Auth } from './auth.ts';
import type { LoginInput, LogoutInput, MeOutput, RedeemInput, Session } from './types.ts';

export interface AuthOperations {
  login: Operation<LoginInput, Session>;
  redeem: Operation<RedeemInput, Session>;
  logout: Operation<LogoutInput, void>;
  me: Operation<Record<string, never>, MeOutput>;
}

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });

/** What a person does to sign in and out. `about` is told to whoever asks who they are. */
export const createAuthOperations = (auth: Auth, about: { demo: boolean; version: string }): AuthOperations => ({
  login: {
    id: 'auth.login',
    summary: 'Sign in with user name and password',
    effect: 'write',
    scope: 'global',
    access: 'public',
    input: Type.Object({ username: text(256), password: text(1_024), address: Type.String() }),
    run: (input) => auth.login(input),
  },
  redeem: {
    id: 'auth.redeem',
    summary: 'Sign in with a one-time link',
    effect: 'write',
    scope: 'global',
    access: 'public',
    input: Type.Object({ code: text(256), address: Type.String() }),
    run: (input) => auth.redeem(input),
  },
  logout: {
    id: 'auth.logout',
    summary: 'Sign out: the token is refused from now on',
    effect: 'write',
    scope: 'global',
    access: 'public',
    input: Type.Object({ token: Type.Optional(Type.String()) }),
    run: ({ token }) => auth.logout(token),
  },
  me: {
    id: 'auth.me',
    summary: 'Who is signed in',
    effect: 'read',
    scope: 'global',
    access: 'user',
    input: Type.Object({}),
    run: async (_input, { caller }) => ({ caller, ...about }),
  },
});
