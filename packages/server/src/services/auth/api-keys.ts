import { hash, randomBytes } from 'node:crypto';
import { forbidden, notFound, unauthorized } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { invalidField, tokenExpired } from '../errors.ts';
import type { Caller } from '../operation.ts';
import type {
  ApiKeyRecord,
  ApiKeyRepository,
  CreatedKey,
  CreateKeyInput,
  UserRecord,
  UserRepository,
} from './types.ts';

/** Keys that programs present instead of signing in. Only their SHA-256 is kept: they are too long to be guessed. */
export interface ApiKeys {
  create(owner: Caller, input: CreateKeyInput): Promise<CreatedKey>;
  list(username?: string): Promise<ApiKeyRecord[]>;
  /** `owner`: only a key of theirs. Throws NotFound. */
  remove(id: string, owner?: string): Promise<void>;
  /** Whom a key speaks for, and until when. Throws Unauthorized or TokenExpired. */
  check(key: string): Promise<{ user: UserRecord; record: ApiKeyRecord }>;
}

export interface ApiKeyOptions {
  users: UserRepository;
  apiKeys: ApiKeyRepository;
  clock: Clock;
}

export const isApiKey = (token: string): boolean => token.startsWith('bnk_');

const dayMs = 24 * 3_600_000;
/** How exactly the last use is known. */
const usedEveryMs = 60_000;
const mostPerUser = 100;

const digest = (key: string): string => hash('sha256', key, 'base64url');

export const createApiKeys = ({ users, apiKeys, clock }: ApiKeyOptions): ApiKeys => ({
  create: async (owner, { name, roles, expiresInDays }) => {
    if (owner.sessionId === undefined) throw requireSession();
    const own = await apiKeys.list(owner.username);
    if (own.some((key) => key.name === name)) throw invalidField('name', 'is taken by another of your keys');
    if (own.length >= mostPerUser)
      throw forbidden({ group: '', plural: 'keys' }, name, `there are ${mostPerUser} already: remove one`);
    const id = randomBytes(9).toString('base64url').replace(/[-_]/g, '0');
    const key = `bnk_${id}_${randomBytes(32).toString('base64url')}`;
    const now = clock.now();
    const record: ApiKeyRecord = {
      id,
      name,
      username: owner.username,
      roles,
      hash: digest(key),
      createdAt: now,
      expiresAt: now + expiresInDays * dayMs,
      lastUsedAt: undefined,
    };
    await apiKeys.add(record);
    return { ...record, key };
  },
  list: (username) => apiKeys.list(username),
  remove: async (id, owner) => {
    const record = await apiKeys.find(id);
    const removed = record && (owner === undefined || record.username === owner) && (await apiKeys.remove(id));
    if (!removed) throw notFound({ group: '', plural: 'keys' }, id);
  },
  check: async (key) => {
    const [, id = ''] = /^bnk_(\w{12})_[\w-]{43}$/.exec(key) ?? [];
    const record = id === '' ? undefined : await apiKeys.find(id);
    if (record?.hash !== digest(key)) throw unauthorized('the API key is not valid');
    const now = clock.now();
    if (record.expiresAt <= now) throw tokenExpired();
    const user = await users.find(record.username);
    if (!user || user.disabled) throw unauthorized('the API key is no longer valid');
    if (now - (record.lastUsedAt ?? 0) >= usedEveryMs) await apiKeys.used(id, now);
    return { user, record };
  },
});

/** A key that could make keys, or change the password, would outlive its own end. */
export const requireSession = () =>
  forbidden({ group: '', plural: '' }, '', 'sign in with a password or a provider to do this: an API key may not');
