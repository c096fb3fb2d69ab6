import { SignInError, type ProviderIdentity } from '../../services/auth/index.ts';

/** Which claims mean what. */
export interface ClaimSettings {
  usernameClaim: string;
  groupsClaim: string;
  /** The provider's groups by what they are called here; others are left out. All of them, as they are, when absent. */
  groups?: ReadonlyMap<string, string>;
}

type Claims = Readonly<Record<string, unknown>> & { sub: string };

const mostGroups = 256;
const longestName = 253;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const groupsOf = (claim: unknown, known: ClaimSettings['groups']): string[] => {
  const theirs = [claim].flat().filter((group): group is string => typeof group === 'string' && group !== '');
  const ours = known === undefined ? theirs : theirs.flatMap((group) => known.get(group) ?? []);
  return [...new Set(ours)].filter((group) => group.length <= longestName).slice(0, mostGroups);
};

/** Who the claims of a checked ID token speak of. Throws SignInError for claims without a name, or with an unproven email as the name. */
export const toIdentity = (claims: Claims, settings: ClaimSettings): ProviderIdentity => {
  const { usernameClaim, groupsClaim, groups } = settings;
  const username = textOf(claims[usernameClaim]);
  if (username === '')
    throw new SignInError('provider', `the provider gives no claim ${JSON.stringify(usernameClaim)}`);
  if (usernameClaim === 'email' && claims['email_verified'] === false)
    throw new SignInError('refused', 'the provider has not verified the email, which would be the user name');
  return {
    subject: claims.sub,
    username,
    displayName: textOf(claims['name']).slice(0, longestName) || username,
    email: textOf(claims['email']).slice(0, longestName),
    groups: groupsOf(claims[groupsClaim], groups),
  };
};
