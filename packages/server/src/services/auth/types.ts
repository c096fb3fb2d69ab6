import type { Caller } from '../operation.ts';

/** A person who may sign in. */
export interface UserRecord {
  username: string;
  displayName: string;
  roles: readonly Role[];
  /** argon2id, PHC text. */
  passwordHash: string;
  /** Grows when the password changes, so that older tokens are refused. */
  epoch: number;
}

/** Each role may do all that the ones before it may. */
export type Role = 'viewer' | 'operator' | 'admin';

/** Port: where users are kept. */
export interface UserRepository {
  find(username: string): Promise<UserRecord | undefined>;
  /** Creates the user or replaces all its fields. */
  save(user: UserRecord): Promise<void>;
}

/** Port: small named values, such as the key that signs tokens. */
export interface SettingRepository {
  get(name: string): Promise<string | undefined>;
  /** Keeps the value that is there already, and returns what is kept. */
  getOrCreate(name: string, create: () => string): Promise<string>;
  /** The same for what is kept sealed. */
  getOrCreateSecret(name: string, create: () => string): Promise<string>;
}

/** Port: tokens that were signed out before they expired. */
export interface RevocationRepository {
  /** `expiresAt` in epoch ms. */
  add(tokenId: string, expiresAt: number): Promise<void>;
  /** Those that have not expired at `now`; forgets the others. */
  list(now: number): Promise<{ tokenId: string; expiresAt: number }[]>;
}

/** A session that was just made. */
export interface Session {
  token: string;
  /** Epoch ms. */
  expiresAt: number;
  caller: Caller;
}

export interface LoginInput {
  username: string;
  password: string;
  /** The client's network address, for the attempt limit. */
  address: string;
}

export interface RedeemInput {
  code: string;
  address: string;
}

export interface LogoutInput {
  token?: string;
}

export interface MeOutput {
  caller: Caller;
  demo: boolean;
  version: string;
}
