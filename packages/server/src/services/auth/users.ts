import { alreadyExists, ApiError, badRequest, notFound } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { invalidField } from '../errors.ts';
import { requireGoodPassword } from './password-policy.ts';
import type { Passwords } from './passwords.ts';
import type { AuthRepositories, CreateUserInput, UpdateUserInput, UserQuery, UserRecord } from './types.ts';

/** Accounts, as administrators see to them. Whatever takes rights from a user ends its sessions at once. */
export interface Users {
  list(query: UserQuery): Promise<{ items: UserRecord[]; total: number }>;
  find(username: string): Promise<UserRecord | undefined>;
  /** Throws NotFound. */
  get(username: string): Promise<UserRecord>;
  /** Throws AlreadyExists, BadRequest. */
  create(input: CreateUserInput): Promise<UserRecord>;
  /** Throws NotFound, and Conflict where it would leave no administrator. */
  update(input: UpdateUserInput): Promise<UserRecord>;
  remove(username: string): Promise<void>;
  setPassword(input: { username: string; password: string; temporary: boolean }): Promise<void>;
  signOut(username: string): Promise<void>;
}

export interface UserOptions extends AuthRepositories {
  passwords: Passwords;
  clock: Clock;
  /** Called after each change. */
  changed: () => void;
  /** Ids of the providers that there are. */
  providers: readonly string[];
}

const ref = { group: '', plural: 'users' };
const namePattern = /^[a-z0-9][a-z0-9._@:+-]{0,127}$/;

/** User names are lower case, so that no two differ in case only. Throws BadRequest. */
export const parseUsername = (text: string): string => {
  const name = text.toLowerCase();
  if (namePattern.test(name)) return name;
  throw invalidField('username', 'must be 1 to 128 letters, digits and . _ @ : + -, beginning with a letter or digit');
};

export const createUsers = (options: UserOptions): Users => {
  const { users, sessions, passwords, clock, changed, providers } = options;

  const get = async (username: string): Promise<UserRecord> => {
    const user = await users.find(username.toLowerCase());
    if (!user) throw notFound(ref, username);
    return user;
  };

  const keepAdmin = async (username: string): Promise<void> => {
    const admins = await users.admins();
    if (admins.length === 1 && admins[0] === username)
      throw new ApiError('Conflict', 409, `users "${username}" is the last administrator: make another one first`);
  };

  return {
    list: (query) => users.list(query),
    find: (username) => users.find(username.toLowerCase()),
    get,
    create: async (input) => {
      const username = parseUsername(input.username);
      const { password, temporary = true, source = 'local' } = input;
      if (source !== 'local' && !providers.includes(source)) throw invalidField('source', 'names no provider');
      if (source !== 'local' && password !== undefined)
        throw invalidField('password', 'cannot be given to somebody who signs in through a provider');
      if (password !== undefined) requireGoodPassword(password, { username, field: 'password' });
      const user: UserRecord = {
        username,
        displayName: input.displayName ?? username,
        email: input.email ?? '',
        roles: input.roles ?? [],
        groups: input.groups ?? [],
        source,
        subject: '',
        passwordHash: password === undefined ? '' : await passwords.hash(password),
        mustChangePassword: password !== undefined && temporary,
        disabled: false,
        createdAt: clock.now(),
        lastSignInAt: undefined,
      };
      if (!(await users.create(user))) throw alreadyExists(ref, username);
      return user;
    },
    update: async ({ username, displayName, email, roles, groups, disabled }) => {
      const user = await get(username);
      if (groups !== undefined && user.source !== 'local')
        throw badRequest(`the groups of users "${user.username}" come from the provider "${user.source}"`);
      const losesAdmin = user.roles.includes('admin') && roles !== undefined && !roles.includes('admin');
      if ((disabled === true && !user.disabled) || losesAdmin) await keepAdmin(user.username);
      const updated: UserRecord = {
        ...user,
        displayName: displayName ?? user.displayName,
        email: email ?? user.email,
        roles: roles ?? user.roles,
        groups: groups ?? user.groups,
        disabled: disabled ?? user.disabled,
      };
      await users.save(updated);
      if (updated.disabled) await sessions.removeAll(user.username);
      changed();
      return updated;
    },
    remove: async (username) => {
      const user = await get(username);
      await keepAdmin(user.username);
      await users.remove(user.username);
      changed();
    },
    setPassword: async ({ username, password, temporary }) => {
      const user = await get(username);
      if (user.source !== 'local')
        throw badRequest(`users "${user.username}" signs in through the provider "${user.source}"`);
      requireGoodPassword(password, { username: user.username, field: 'password' });
      await users.save({ ...user, passwordHash: await passwords.hash(password), mustChangePassword: temporary });
      await sessions.removeAll(user.username);
      changed();
    },
    signOut: async (username) => {
      const user = await get(username);
      await sessions.removeAll(user.username);
      changed();
    },
  };
};
