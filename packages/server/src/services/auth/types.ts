import type { Caller } from '../operation.ts';

/** A person, or a program, that may sign in. */
export interface UserRecord {
  username: string;
  displayName: string;
  email: string;
  roles: readonly string[];
  groups: readonly string[];
  /** `local`, or the id of the provider that knows the user. */
  source: string;
  /** The provider's own name for the user; empty for local ones. */
  subject: string;
  /** argon2id, PHC text; empty for users without a password. */
  passwordHash: string;
  mustChangePassword: boolean;
  disabled: boolean;
  /** Epoch ms. */
  createdAt: number;
  lastSignInAt: number | undefined;
}

/** A built-in role. Each may do all that the ones before it may. */
export type Role = 'viewer' | 'operator' | 'admin';

export interface UserQuery {
  /** Part of the user name, the display name or the email, in any case. */
  keyword?: string;
  offset: number;
  limit: number;
}

/** Port: where users are kept. */
export interface UserRepository {
  find(username: string): Promise<UserRecord | undefined>;
  findBySubject(source: string, subject: string): Promise<UserRecord | undefined>;
  /** By user name. */
  list(query: UserQuery): Promise<{ items: UserRecord[]; total: number }>;
  /** False when the name is taken. */
  create(user: UserRecord): Promise<boolean>;
  /** Creates the user or replaces all its fields. */
  save(user: UserRecord): Promise<void>;
  /** Names of those who are not disabled and have the role admin themselves. */
  admins(): Promise<string[]>;
  /** Notes a sign-in, `at` in epoch ms. */
  signedIn(username: string, at: number): Promise<void>;
  /** Also their sessions and keys. False when there is no such user. */
  remove(username: string): Promise<boolean>;
}

/** Port: small named values, such as the key that signs tokens. */
export interface SettingRepository {
  get(name: string): Promise<string | undefined>;
  /** Keeps the value that is there already, and returns what is kept. */
  getOrCreate(name: string, create: () => string): Promise<string>;
  /** The same for what is kept sealed. */
  getOrCreateSecret(name: string, create: () => string): Promise<string>;
}

/** A sign-in that has not ended. Moments are epoch ms. */
export interface SessionRecord {
  id: string;
  username: string;
  createdAt: number;
  expiresAt: number;
  by: 'password' | 'link' | 'provider';
  address: string;
  userAgent: string;
  /** SHA-256 of the refresh token that works next; absent where there is none. */
  refreshHash: string | undefined;
}

/** Port: where sessions are kept. */
export interface SessionRepository {
  find(id: string): Promise<SessionRecord | undefined>;
  list(username: string): Promise<SessionRecord[]>;
  /** Also forgets those that expired before `now`. */
  add(session: SessionRecord, now: number): Promise<void>;
  /** Replaces the refresh token, once: false when another one is kept. */
  replaceRefresh(id: string, hashes: { from: string; to: string }): Promise<boolean>;
  remove(id: string): Promise<void>;
  removeAll(username: string): Promise<void>;
}

/** A key that speaks for its owner. Moments are epoch ms. */
export interface ApiKeyRecord {
  id: string;
  name: string;
  username: string;
  /** What it may do at most. */
  roles: readonly string[];
  /** SHA-256 of the key. */
  hash: string;
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | undefined;
}

/** Port: where API keys are kept. */
export interface ApiKeyRepository {
  find(id: string): Promise<ApiKeyRecord | undefined>;
  /** Those of one user, or all; newest first. */
  list(username?: string): Promise<ApiKeyRecord[]>;
  add(key: ApiKeyRecord): Promise<void>;
  used(id: string, at: number): Promise<void>;
  /** False when there is no such key. */
  remove(id: string): Promise<boolean>;
}

/** Who somebody is, as a provider says. */
export interface ProviderIdentity {
  /** The provider's own name for the user, which never changes. */
  subject: string;
  /** What the account here would be called. */
  username: string;
  displayName: string;
  email: string;
  /** As they are called here. */
  groups: readonly string[];
}

/** What one sign-in is recognised by, from its beginning to its end. */
interface SignInChecks {
  state: string;
  nonce: string;
  /** Of PKCE. */
  verifier: string;
}

/** Port: an OpenID provider. */
export interface IdentityProvider {
  id: string;
  /** For the button. */
  name: string;
  /** Who has no account here is given one. */
  createsAccounts: boolean;
  /** Where the browser goes. Throws SignInError when the provider cannot be asked. */
  begin(checks: SignInChecks & { redirectUri: string }): Promise<URL>;
  /** Whom the provider vouches for, once all of it is checked. Throws SignInError. */
  finish(checks: SignInChecks & { callbackUrl: string }): Promise<ProviderIdentity>;
}

/** What sign-in keeps. */
export interface AuthRepositories {
  users: UserRepository;
  settings: SettingRepository;
  sessions: SessionRepository;
  apiKeys: ApiKeyRepository;
}

/** Where a sign-in comes from. */
export interface Origin {
  /** The client's network address, also for the attempt limit. */
  address: string;
  userAgent?: string;
}

/** A session that was just made. */
export interface Session {
  token: string;
  /** Epoch ms. */
  expiresAt: number;
  /** For those who asked for one. */
  refresh?: { token: string; expiresAt: number };
  caller: Caller;
}

export interface LoginInput extends Origin {
  username: string;
  password: string;
  /** A short-lived token and one to refresh it with, for scripts. */
  refresh?: boolean;
}

export interface RedeemInput extends Origin {
  code: string;
}

export interface RefreshInput extends Origin {
  refreshToken: string;
}

export interface LogoutInput {
  token?: string;
}

export interface ChangePasswordInput extends Origin {
  /** Not needed by a caller who must change it and came by a one-time link. */
  current?: string;
  next: string;
}

export interface MeOutput {
  caller: Caller;
  demo: boolean;
  version: string;
}

export interface CreateKeyInput {
  name: string;
  roles: readonly string[];
  expiresInDays: number;
}

export interface CreatedKey extends ApiKeyRecord {
  /** Shown this once. */
  key: string;
}

export interface CreateUserInput {
  username: string;
  displayName?: string;
  email?: string;
  /** Names of roles that hold without limits; others are bound. */
  roles?: readonly string[];
  groups?: readonly string[];
  password?: string;
  /** To be changed at the first sign-in. */
  temporary?: boolean;
  /** A provider's id: the account waits for whoever first signs in there by this name. */
  source?: string;
}

export interface UpdateUserInput {
  username: string;
  displayName?: string;
  email?: string;
  /** Names of roles that hold without limits; others are bound. */
  roles?: readonly string[];
  groups?: readonly string[];
  disabled?: boolean;
}
