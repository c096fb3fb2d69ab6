/** A real OpenID provider in this process, whose people sign in by being named. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Context } from 'oidc-provider';

export interface TestIdentityProvider {
  issuer: string;
  /** Registers the one client, once it is known where it is, or knows it by another address. */
  register(client: { id: string; secret: string; redirectUri: string }): void;
  /** Who sits at the browser from now on; undefined refuses the sign-in. */
  present(claims: Record<string, unknown> | undefined): void;
  close(): Promise<void>;
}

const scopes = ['openid', 'profile', 'email'];

export const startIdentityProvider = async (): Promise<TestIdentityProvider> => {
  let registered = '';
  let person: Record<string, unknown> | undefined;
  const people = new Map<string, Record<string, unknown>>();
  let handler = (_request: IncomingMessage, response: ServerResponse): void => void response.writeHead(503).end();
  const server = createServer((request, response) => handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  return {
    issuer,
    register: ({ id, secret, redirectUri }) => {
      if (registered === redirectUri) return;
      registered = redirectUri;
      const provider = new Provider(issuer, {
        clients: [{ client_id: id, client_secret: secret, redirect_uris: [redirectUri] }],
        jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
        cookies: { keys: ['of the tests'] },
        features: { devInteractions: { enabled: false } },
        claims: {
          openid: ['sub'],
          profile: ['name', 'preferred_username', 'groups'],
          email: ['email', 'email_verified'],
        },
        interactions: { url: () => '/interaction' },
        findAccount: (_context: Context, accountId: string) => ({ accountId, claims: () => people.get(accountId) }),
        // Whoever signs in has agreed.
        loadExistingGrant: async ({ oidc }: Context) => {
          const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
          grant.addOIDCScope(scopes.join(' '));
          await grant.save();
          return grant;
        },
      });
      const callback = provider.callback();
      handler = (request, response) => {
        if (!request.url?.startsWith('/interaction')) return callback(request, response);
        const result =
          person === undefined
            ? { error: 'access_denied', error_description: 'the person said no' }
            : { login: { accountId: String(person['sub']) } };
        provider.interactionFinished(request, response, result).catch((error: unknown) => {
          response.writeHead(500).end(String(error));
        });
      };
    },
    present: (claims) => {
      person = claims;
      if (claims !== undefined) people.set(String(claims['sub']), claims);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** A browser without a window: cookies by host, redirects one by one. */
export const createBrowser = () => {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string): Map<string, string> => {
    const { host } = new URL(url);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  const get = async (url: string): Promise<Response> => {
    const jar = jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  return {
    get,
    cookie: (url: string, name: string): string | undefined => jarOf(url).get(name),
    forget: (url: string): void => jarOf(url).clear(),
    /** Follows redirects until `isThere`, or until there is none, and returns the last address. */
    follow: async (start: string, isThere: (url: URL) => boolean): Promise<string> => {
      let url = start;
      for (let steps = 0; steps < 20; steps += 1) {
        if (isThere(new URL(url))) return url;
        const response = await get(url);
        const location = response.headers.get('location');
        if (location === null) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
        await response.arrayBuffer();
        url = new URL(location, url).href;
      }
      throw new Error('too many redirects');
    },
  };
};
