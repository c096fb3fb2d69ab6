import { Type } from 'typebox';
import { forbidden } from '@binnacle/kube/api';
import type { CallContext, Operation } from '../operation.ts';
import type { Auth } from './auth.ts';
import type { ApiKeyRecord, CreateUserInput, UpdateUserInput, UserQuery, UserRecord } from './types.ts';

export interface UserOperations {
  list: Operation<UserQuery, { items: UserRecord[]; total: number }>;
  get: Operation<{ username: string }, UserRecord>;
  create: Operation<CreateUserInput, UserRecord>;
  update: Operation<UpdateUserInput, UserRecord>;
  remove: Operation<{ username: string }, void>;
  setPassword: Operation<{ username: string; password: string; temporary: boolean }, void>;
  signOut: Operation<{ username: string }, void>;
  keys: Operation<Record<string, never>, ApiKeyRecord[]>;
  removeKey: Operation<{ id: string }, void>;
}

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const username = text(128);
const profile = {
  displayName: Type.Optional(Type.String({ maxLength: 256 })),
  email: Type.Optional(Type.String({ maxLength: 254, pattern: '^$|^[^@\\s]+@[^@\\s]+$' })),
  roles: Type.Optional(Type.Array(text(128), { maxItems: 64 })),
  groups: Type.Optional(Type.Array(text(253), { maxItems: 256 })),
};
const common = { scope: 'global', access: 'admin' } as const;

interface UserOperationOptions extends Pick<Auth, 'users' | 'keys'> {
  /** Throws BadRequest for a role that does not exist. */
  requireRoles: (names: readonly string[]) => void;
}

/**
 * What administrators do with other people's accounts. Those who may change accounts and are no administrators themselves
 * give nobody roles or groups, and leave administrators' accounts alone: they would otherwise become what they are not.
 */
export const createUserOperations = ({ users, keys, requireRoles }: UserOperationOptions): UserOperations => {
  const requireMayChange = async (
    input: { username: string; roles?: readonly string[]; groups?: readonly string[] },
    { rights }: CallContext,
  ): Promise<void> => {
    requireRoles(input.roles ?? []);
    if (rights.isAdmin) return;
    const gives = (input.roles?.length ?? 0) + (input.groups?.length ?? 0) > 0;
    const target = await users.find(input.username);
    if (gives || (target && target.roles.length + target.groups.length > 0))
      throw forbidden(
        { group: '', plural: 'users' },
        input.username,
        'only administrators give or take roles and groups',
      );
  };
  return {
    list: {
      ...common,
      id: 'users.list',
      summary: 'All users',
      effect: 'read',
      input: Type.Object({
        keyword: Type.Optional(Type.String({ maxLength: 256 })),
        offset: Type.Integer({ minimum: 0 }),
        limit: Type.Integer({ minimum: 1, maximum: 1_000 }),
      }),
      run: (query) => users.list(query),
    },
    get: {
      ...common,
      id: 'users.get',
      summary: 'One user',
      effect: 'read',
      input: Type.Object({ username }),
      run: (input) => users.get(input.username),
    },
    create: {
      ...common,
      id: 'users.create',
      summary: 'Make a user',
      effect: 'write',
      input: Type.Object({
        ...profile,
        username,
        password: Type.Optional(text(1_024)),
        temporary: Type.Optional(Type.Boolean()),
        source: Type.Optional(text(64)),
      }),
      run: async (input, context) => {
        await requireMayChange(input, context);
        return users.create(input);
      },
    },
    update: {
      ...common,
      id: 'users.update',
      summary: "Change a user's profile and groups, disable or enable the user",
      effect: 'write',
      input: Type.Object({ ...profile, username, disabled: Type.Optional(Type.Boolean()) }),
      run: async (input, context) => {
        await requireMayChange(input, context);
        return users.update(input);
      },
    },
    remove: {
      ...common,
      id: 'users.remove',
      summary: 'Remove a user, with sessions and API keys',
      effect: 'write',
      input: Type.Object({ username }),
      run: async (input, context) => {
        await requireMayChange(input, context);
        await users.remove(input.username);
      },
    },
    setPassword: {
      ...common,
      id: 'users.setPassword',
      summary: "Set another user's password; the user's sessions end",
      effect: 'write',
      input: Type.Object({ username, password: text(1_024), temporary: Type.Boolean() }),
      run: async (input, context) => {
        await requireMayChange(input, context);
        await users.setPassword(input);
      },
    },
    signOut: {
      ...common,
      id: 'users.signOut',
      summary: 'End all sessions of a user',
      effect: 'write',
      input: Type.Object({ username }),
      run: (input) => users.signOut(input.username),
    },
    keys: {
      ...common,
      id: 'keys.list',
      summary: "Everybody's API keys",
      effect: 'read',
      input: Type.Object({}),
      run: () => keys.list(),
    },
    removeKey: {
      ...common,
      id: 'keys.remove',
      summary: "Revoke anybody's API key",
      effect: 'write',
      input: Type.Object({ id: text(64) }),
      run: ({ id }) => keys.remove(id),
    },
  };
};
