import { hash, randomBytes } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { ApiError } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import { parseUsername } from './users.ts';
import type {
  IdentityProvider,
  Origin,
  ProviderIdentity,
  Session,
  SettingRepository,
  UserRecord,
  UserRepository,
} from './types.ts';

/** Sign-in through OpenID providers. */
export interface Providers {
  list(): { id: string; name: string }[];
  /** Where the browser goes, and what it must bring back. Throws NotFound, ServiceUnavailable. */
  begin(input: BeginInput): Promise<Begun>;
  /** Throws SignInError, or what `IdentityProvider.finish` throws. */
  finish(input: FinishInput): Promise<{ session: Session; returnTo: string }>;
}

export interface BeginInput {
  provider: string;
  /** Where Binnacle is for the browser: `https://binnacle.example.com`. */
  baseUrl: string;
  /** A path of the console. */
  returnTo: string;
}

export interface Begun {
  url: string;
  /** Sealed: kept by the browser in a cookie, so that any server can go on from it and nobody else's browser can. */
  ticket: string;
  /** Epoch ms. */
  expiresAt: number;
}

export interface FinishInput extends Origin {
  provider: string;
  baseUrl: string;
  /** The ticket that `begin` gave; absent when the browser has none. */
  ticket?: string;
  /** The query that the provider sent the browser back with, with its `?`. */
  query: string;
}

/** Why a provider's sign-in came to nothing. */
export type SignInFailure = 'provider' | 'expired' | 'refused' | 'no-account' | 'name-taken' | 'disabled';

/** A failure that the person at the browser is told by its name. */
export class SignInError extends ApiError<'Unauthorized'> {
  readonly failure: SignInFailure;

  constructor(failure: SignInFailure, message: string, cause?: unknown) {
    super('Unauthorized', 401, message, { cause });
    this.failure = failure;
  }
}

export interface ProviderOptions {
  providers: readonly IdentityProvider[];
  users: UserRepository;
  settings: SettingRepository;
  clock: Clock;
  signIn: (user: UserRecord, origin: Origin) => Promise<Session>;
  /** Called after each change to an account. */
  changed: () => void;
}

const ticketMs = 10 * 60_000;
const callbackOf = (baseUrl: string, id: string): string =>
  `${baseUrl}/api/console/v1/auth/providers/${encodeURIComponent(id)}/callback`;

/** A page of ours; anything that could lead elsewhere becomes the first one. */
const toOwnPath = (text: string): string => (/^\/(?![/\\])[^\\\s]*$/.test(text) ? text : '/');

interface Ticket {
  provider: string;
  state: string;
  nonce: string;
  verifier: string;
  returnTo: string;
}

const random = (): string => randomBytes(32).toString('base64url');

export const createProviders = async (options: ProviderOptions): Promise<Providers> => {
  const { providers, users, settings, clock, signIn, changed } = options;
  const secret = await settings.getOrCreateSecret('auth.ticketKey', random);
  const key = hash('sha256', secret, 'buffer');

  const find = (id: string): IdentityProvider => {
    const found = providers.find((provider) => provider.id === id);
    if (!found) throw new ApiError('NotFound', 404, `providers ${JSON.stringify(id)} not found`);
    return found;
  };

  const open = async (ticket: string | undefined): Promise<Ticket> => {
    try {
      const { payload } = await jwtDecrypt(ticket ?? '', key, { currentDate: new Date(clock.now()) });
      return payload as unknown as Ticket;
    } catch (error) {
      throw new SignInError(
        'expired',
        'the sign-in was not begun in this browser, or took more than 10 minutes',
        error,
      );
    }
  };

  /** The account that the provider's user has here, brought up to date; made when that is allowed. */
  const accountOf = async (provider: IdentityProvider, identity: ProviderIdentity): Promise<UserRecord> => {
    const { subject, displayName, email, groups } = identity;
    const fresh = { displayName, email, groups };
    const known = await users.findBySubject(provider.id, subject);
    if (known?.disabled) throw new SignInError('disabled', `users "${known.username}" is disabled`);
    if (known) return keep({ ...known, ...fresh });
    const username = usernameOf(identity);
    const namesake = await users.find(username);
    // An account that an administrator made for somebody who has not been here yet.
    if (namesake && namesake.source === provider.id && namesake.subject === '') {
      if (namesake.disabled) throw new SignInError('disabled', `users "${username}" is disabled`);
      return keep({ ...namesake, ...fresh, subject });
    }
    if (namesake) throw new SignInError('name-taken', `users "${username}" is an account of somebody else`);
    if (!provider.createsAccounts) throw new SignInError('no-account', `there is no account for "${username}"`);
    const user: UserRecord = {
      ...fresh,
      username,
      roles: [],
      source: provider.id,
      subject,
      passwordHash: '',
      mustChangePassword: false,
      disabled: false,
      createdAt: clock.now(),
      lastSignInAt: undefined,
    };
    if (!(await users.create(user)))
      throw new SignInError('name-taken', `users "${username}" is an account of somebody else`);
    return user;
  };

  const keep = async (user: UserRecord): Promise<UserRecord> => {
    await users.save(user);
    changed();
    return user;
  };

  return {
    list: () => providers.map(({ id, name }) => ({ id, name })),
    begin: async ({ provider: id, baseUrl, returnTo }) => {
      const provider = find(id);
      const ticket: Ticket = {
        provider: id,
        state: random(),
        nonce: random(),
        verifier: random(),
        returnTo: toOwnPath(returnTo),
      };
      const url = await provider.begin({ ...ticket, redirectUri: callbackOf(baseUrl, id) });
      const expiresAt = clock.now() + ticketMs;
      const sealed = await new EncryptJWT({ ...ticket })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(Math.floor(expiresAt / 1_000))
        .encrypt(key);
      return { url: url.href, ticket: sealed, expiresAt };
    },
    finish: async ({ provider: id, baseUrl, ticket: sealed, query, ...origin }) => {
      const provider = find(id);
      const ticket = await open(sealed);
      if (ticket.provider !== id) throw new SignInError('expired', 'the sign-in was begun with another provider');
      const identity = await provider.finish({ ...ticket, callbackUrl: `${callbackOf(baseUrl, id)}${query}` });
      const user = await accountOf(provider, identity);
      return { session: await signIn(user, origin), returnTo: ticket.returnTo };
    },
  };
};

const usernameOf = ({ username }: ProviderIdentity): string => {
  try {
    return parseUsername(username);
  } catch (error) {
    throw new SignInError(
      'provider',
      `the provider's name ${JSON.stringify(username)} cannot be a user name here`,
      error,
    );
  }
};
