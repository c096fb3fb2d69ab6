import { ConfigError } from './errors.ts';
import { isLoopback } from './listen.ts';
import type { Setting } from './settings.ts';

/** An OpenID provider to sign in through. */
export interface OidcConfig {
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  clientSecret?: string;
  scopes: string[];
  usernameClaim: string;
  groupsClaim: string;
  /** The provider's groups that count, by what they are called here; all when absent. */
  groups?: Map<string, string>;
  /** Who has no account is given one at the first sign-in. */
  createsAccounts: boolean;
}

type Values = Partial<Record<Setting['name'], string>>;

/** Undefined where no provider is set. Throws ConfigError for half of one. */
export const parseOidc = (values: Values): OidcConfig | undefined => {
  const { oidcIssuer, oidcClientId, oidcClientSecret, oidcName, oidcGroups } = values;
  if (oidcIssuer === undefined && oidcClientId === undefined) return undefined;
  if (oidcIssuer === undefined || oidcClientId === undefined)
    throw new ConfigError(
      'Signing in through OpenID Connect needs both the issuer and the client id: set oidcIssuer and oidcClientId.',
    );
  const issuer = parseIssuer(oidcIssuer);
  return {
    id: 'oidc',
    name: oidcName ?? new URL(issuer).hostname,
    issuer,
    clientId: oidcClientId,
    ...(oidcClientSecret === undefined ? {} : { clientSecret: oidcClientSecret }),
    scopes: words(values.oidcScopes ?? 'openid,profile,email'),
    usernameClaim: values.oidcUsernameClaim ?? 'preferred_username',
    groupsClaim: values.oidcGroupsClaim ?? 'groups',
    ...(oidcGroups === undefined ? {} : { groups: parseGroups(oidcGroups) }),
    createsAccounts: parseAccounts(values.oidcAccounts ?? 'create'),
  };
};

/** Where browsers reach Binnacle, without a slash at the end. Throws ConfigError. */
export const parsePublicUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '')
    return url.origin;
  throw new ConfigError(`"${text}" is no address of a site: write for instance https://binnacle.example.com.`);
};

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

const parseIssuer = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, ''));
  if (url?.protocol === 'https:' || plain) return text;
  throw new ConfigError(`"${text}" is no issuer: write its https address, as the provider states it.`);
};

const parseGroups = (text: string): Map<string, string> =>
  new Map(
    words(text).map((word) => {
      const [theirs = '', ours = theirs, ...rest] = word.split('=');
      if (theirs === '' || ours === '' || rest.length > 0)
        throw new ConfigError(`"${word}" is no mapping of a group: write THEIRS or THEIRS=OURS.`);
      return [theirs, ours];
    }),
  );

const parseAccounts = (text: string): boolean => {
  if (text === 'create' || text === 'existing') return text === 'create';
  throw new ConfigError(`"${text}" is no rule for accounts: use create or existing.`);
};
