import * as oidc from 'openid-client';
import type { Clock } from '@binnacle/kube/clock';
import { SignInError, type IdentityProvider } from '../../services/auth/index.ts';
import { toIdentity, type ClaimSettings } from './claims.ts';

/** An OpenID provider, as the operator describes it. */
export interface OidcSettings extends ClaimSettings {
  /** In addresses, and as the source of its accounts. */
  id: string;
  /** On the button. */
  name: string;
  issuer: string;
  clientId: string;
  clientSecret?: string;
  scopes: readonly string[];
  createsAccounts: boolean;
}

/** In seconds, for each call to the provider. */
const timeLimit = 10;
/** What the provider says of itself is asked again after this time, in ms. */
const discoveredFor = 3_600_000;

/** Authorization code with PKCE, state and nonce; everything is checked by openid-client. Nothing is asked before the first sign-in. */
export const createOidcProvider = (settings: OidcSettings, clock: Clock): IdentityProvider => {
  const { id, name, issuer, scopes, createsAccounts } = settings;
  let discovered: { at: number; configuration: Promise<oidc.Configuration> } | undefined;

  const discover = (): Promise<oidc.Configuration> => {
    if (discovered !== undefined && clock.now() - discovered.at < discoveredFor) return discovered.configuration;
    const configuration = discovery(settings);
    discovered = { at: clock.now(), configuration };
    configuration.catch(() => {
      discovered = undefined;
    });
    return configuration;
  };

  const failed = (error: unknown): SignInError => {
    if (error instanceof SignInError) return error;
    // Their sentences come from outside: the log has them, the caller is told the kind.
    if (error instanceof oidc.AuthorizationResponseError)
      return new SignInError('refused', `the provider "${id}" answered ${JSON.stringify(error.error)}`, error);
    return new SignInError('provider', `the provider "${id}" could not sign anybody in`, error);
  };

  return {
    id,
    name,
    createsAccounts,
    begin: async ({ redirectUri, state, nonce, verifier }) => {
      try {
        return oidc.buildAuthorizationUrl(await discover(), {
          redirect_uri: redirectUri,
          scope: scopes.join(' '),
          state,
          nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        });
      } catch (error) {
        throw failed(error);
      }
    },
    finish: async ({ callbackUrl, state, nonce, verifier }) => {
      try {
        const configuration = await discover();
        const tokens = await oidc.authorizationCodeGrant(configuration, new URL(callbackUrl), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new SignInError('provider', `${issuer} gave no ID token`);
        const { userinfo_endpoint: asks } = configuration.serverMetadata();
        const more = asks === undefined ? {} : await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
        return toIdentity({ ...more, ...claims }, settings);
      } catch (error) {
        throw failed(error);
      }
    },
  };
};

const discovery = ({ issuer, clientId, clientSecret }: OidcSettings): Promise<oidc.Configuration> =>
  oidc.discovery(new URL(issuer), clientId, undefined, clientAuthOf(clientSecret), {
    timeout: timeLimit,
    // Settings allow plain HTTP on this machine only.
    ...(issuer.startsWith('http:') ? { execute: [oidc.allowInsecureRequests] } : {}),
  });

/** As the provider takes it; by the header, which every one must take, unless it says that it takes the body only. */
const clientAuthOf = (secret: string | undefined): oidc.ClientAuth => {
  if (secret === undefined) return oidc.None();
  const [byHeader, inBody] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? byHeader : inBody)(server, ...rest);
  };
};
