/**
 * kubeconfig `auth-provider: oidc`: an ID token, renewed with the refresh token when it has expired.
 * Sources: OpenID Connect Discovery 1.0 §4, Core 1.0 §12; Kubernetes docs, "Authenticating", OpenID Connect Tokens.
 * The renewed tokens stay in memory: the kubeconfig belongs to the user.
 */
import { Agent } from 'undici';
import { unauthorized } from '../api/index.ts';
import type { Clock } from '../clock/index.ts';
import { bearer, createExpiringSource } from './credential-source.ts';
import type { CredentialSource } from './credential-source.ts';
import { networkReason } from './network-error.ts';
import { redact } from './redact.ts';
import type { OidcConfig } from './target.ts';

const requestLimitMs = 15_000;
const maxAnswerBytes = 256 * 1024;
/** A token is renewed this long before it ends, so that it does not end under way. */
const marginMs = 10_000;

export const createOidcSource = (oidc: OidcConfig, clock: Clock): CredentialSource => {
  let idToken = oidc.idToken;
  let refreshToken = oidc.refreshToken;

  return createExpiringSource(async () => {
    const given = idToken === undefined ? undefined : expiryOf(idToken);
    if (idToken !== undefined && given !== undefined && clock.now() < given - marginMs) {
      const material = bearer(idToken);
      // Used once: when the server refuses it, the next call renews it.
      idToken = undefined;
      return { material, expiresAt: given - marginMs };
    }
    if (refreshToken === undefined) {
      throw unauthorized(
        `the ID token from ${oidc.issuerUrl} has expired and there is no refresh-token to renew it with`,
      );
    }
    const renewed = await refresh(oidc, refreshToken);
    refreshToken = renewed.refreshToken ?? refreshToken;
    const expiry = expiryOf(renewed.idToken);
    return { material: bearer(renewed.idToken), expiresAt: expiry === undefined ? undefined : expiry - marginMs };
  }, clock);
};

/** Epoch ms from the token's `exp`; undefined when it is no JWT. The API server is who verifies it. */
const expiryOf = (token: string): number | undefined => {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      exp?: unknown;
    };
    return typeof claims.exp === 'number' ? claims.exp * 1000 : undefined;
  } catch {
    return undefined;
  }
};

const refresh = async (oidc: OidcConfig, refreshToken: string): Promise<{ idToken: string; refreshToken?: string }> => {
  const agent = new Agent({ connect: oidc.caData === undefined ? {} : { ca: oidc.caData } });
  try {
    const endpoint = await discoverTokenEndpoint(oidc, agent);
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const { clientId, clientSecret } = oidc;
    const attempts =
      clientSecret === undefined
        ? [{ form: { ...form, client_id: clientId } }]
        : [
            { form, authorization: `Basic ${toBasic(clientId, clientSecret)}` },
            { form: { ...form, client_id: clientId, client_secret: clientSecret } },
          ];
    let answer: Answer = { status: 0, body: {} };
    for (const attempt of attempts) {
      answer = await call(agent, endpoint, attempt);
      // Issuers differ in where they take the client's secret; only its refusal is worth the second way.
      if (answer.status !== 401 && answer.body['error'] !== 'invalid_client') break;
    }
    if (answer.status !== 200) {
      const code = typeof answer.body['error'] === 'string' ? answer.body['error'] : `HTTP ${answer.status}`;
      const said = typeof answer.body['error_description'] === 'string' ? `: ${answer.body['error_description']}` : '';
      throw unauthorized(`the issuer ${oidc.issuerUrl} refused to renew the ID token (${redact(code + said)})`);
    }
    const idToken = answer.body['id_token'];
    if (typeof idToken !== 'string') throw unauthorized(`the issuer ${oidc.issuerUrl} answered without an id_token`);
    const next = answer.body['refresh_token'];
    return { idToken, ...(typeof next === 'string' ? { refreshToken: next } : {}) };
  } finally {
    await agent.destroy();
  }
};

/** RFC 6749 §2.3.1: both parts are form-encoded first. */
const toBasic = (id: string, secret: string): string =>
  Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');

const discoverTokenEndpoint = async (oidc: OidcConfig, agent: Agent): Promise<string> => {
  const issuer = oidc.issuerUrl.replace(/\/+$/, '');
  checkAddress(issuer, 'the issuer');
  const { status, body } = await call(agent, `${issuer}/.well-known/openid-configuration`);
  if (status !== 200) throw unauthorized(`the issuer ${issuer} has no openid-configuration (HTTP ${status})`);
  if (typeof body['issuer'] !== 'string' || body['issuer'].replace(/\/+$/, '') !== issuer) {
    throw unauthorized(`the issuer ${issuer} calls itself by another name in its openid-configuration`);
  }
  const endpoint = body['token_endpoint'];
  if (typeof endpoint !== 'string') throw unauthorized(`the issuer ${issuer} names no token_endpoint`);
  checkAddress(endpoint, 'the token endpoint');
  return endpoint;
};

/** Refresh tokens travel over TLS, or not at all beyond this machine. */
const checkAddress = (address: string, what: string): void => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const local = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !local)
    throw unauthorized(`${what} ${redact(address)} must be an https:// address`);
};

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

const call = async (
  agent: Agent,
  address: string,
  post?: { form: Record<string, string>; authorization?: string },
): Promise<Answer> => {
  const url = new URL(address);
  try {
    const answer = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: post === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(post === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(post?.authorization === undefined ? {} : { authorization: post.authorization }),
      },
      ...(post === undefined ? {} : { body: new URLSearchParams(post.form).toString() }),
      headersTimeout: requestLimitMs,
      bodyTimeout: requestLimitMs,
    });
    let text = '';
    for await (const chunk of answer.body) {
      text += (chunk as Buffer).toString('utf8');
      if (text.length > maxAnswerBytes) break;
    }
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = {};
    }
    return {
      status: answer.statusCode,
      body: (typeof body === 'object' && body !== null ? body : {}) as Answer['body'],
    };
  } catch (error) {
    throw unauthorized(`the issuer at ${url.origin} cannot be reached: ${networkReason(error)}`);
  }
};
