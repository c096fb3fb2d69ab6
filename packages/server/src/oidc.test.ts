/** Signing in through a real OpenID provider: discovery, PKCE, state, nonce, groups, accounts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MeReply, WireUser } from '@binnacle/api';
import { startTestApp, type TestApp } from './testing/app.ts';
import { createBrowser, startIdentityProvider, type TestIdentityProvider } from './testing/identity-provider.ts';

const base = '/api/console/v1';
const start = `${base}/auth/providers/oidc/start`;
const callback = `${base}/auth/providers/oidc/callback`;
const client = { id: 'binnacle', secret: 'a secret of the tests' };
const ada = {
  sub: 'subject-of-ada',
  preferred_username: 'Ada',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  groups: ['k8s-admins', 'other'],
};

let provider: TestIdentityProvider;
let app: TestApp;
let strict: TestApp;
beforeAll(async () => {
  provider = await startIdentityProvider();
  const env = {
    BINNACLE_OIDC_ISSUER: provider.issuer,
    BINNACLE_OIDC_CLIENT_ID: client.id,
    BINNACLE_OIDC_CLIENT_SECRET: client.secret,
    BINNACLE_OIDC_NAME: 'Team sign-in',
    BINNACLE_OIDC_GROUPS: 'k8s-admins=admins',
  };
  app = await startTestApp({ env });
  strict = await startTestApp({ env: { ...env, BINNACLE_OIDC_ACCOUNTS: 'existing' } });
});
afterAll(async () => {
  await app?.close();
  await strict?.close();
  await provider?.close();
});

/** From the button to where the browser ends up in Binnacle. */
const signIn = async (
  at: TestApp,
  { browser = createBrowser(), query = '' }: { browser?: ReturnType<typeof createBrowser>; query?: string } = {},
) => {
  provider.register({ ...client, redirectUri: `${at.url}${callback}` });
  const isBack = (url: URL) => url.origin === at.url && !url.pathname.startsWith('/api/');
  const url = await browser.follow(`${at.url}${start}${query}`, isBack);
  return { browser, at: url.slice(at.url.length), session: browser.cookie(at.url, 'binnacle_session') };
};

const userOf = async (at: TestApp, username: string): Promise<WireUser | undefined> => {
  const { status, json } = await at.call('GET', `${base}/users/${username}`);
  return status === 200 ? (json as WireUser) : undefined;
};

describe('signing in through a provider', () => {
  it('is offered to whoever asks', async () => {
    expect((await app.call('GET', `${base}/auth/providers`, { as: null })).json).toEqual({
      items: [{ id: 'oidc', name: 'Team sign-in' }],
    });
  });

  it('sends the browser away with PKCE, state and nonce, and with a sealed cookie that only comes back here', async () => {
    provider.register({ ...client, redirectUri: `${app.url}${callback}` });
    const { status, headers } = await app.call('GET', `${start}?return_to=/clusters`, { as: null });
    expect(status).toBe(302);
    const url = new URL(headers.get('location')!);
    expect(url.origin).toBe(provider.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'binnacle',
      response_type: 'code',
      redirect_uri: `${app.url}${callback}`,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      state: expect.stringMatching(/^[\w-]{43}$/) as string,
      nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    const cookie = headers.getSetCookie().join();
    expect(cookie).toMatch(/^binnacle_pending=\S+; Path=\/api\/console\/v1\/auth\/providers; HttpOnly; SameSite=Lax;/);
    for (const name of ['state', 'nonce']) expect(cookie).not.toContain(url.searchParams.get(name));
  });

  it('makes an account at the first sign-in, with its groups as they are called here, and goes where it was asked', async () => {
    provider.present(ada);
    const { at, session } = await signIn(app, { query: '?return_to=%2Fclusters%2Feast%3Fns%3Dshop' });
    expect(at).toBe('/clusters/east?ns=shop');
    const me = await app.call('GET', `${base}/auth/me`, {
      as: null,
      headers: { cookie: `binnacle_session=${session}` },
    });
    expect((me.json as MeReply).user).toMatchObject({ username: 'ada', roles: [], groups: ['admins'] });
    expect(await userOf(app, 'ada')).toMatchObject({
      display_name: 'Ada Lovelace',
      email: 'ada@example.com',
      source: 'oidc',
      has_password: false,
    });
    const sessions = await app.call('GET', `${base}/auth/sessions`, { as: session! });
    expect(sessions.json).toMatchObject({ items: [{ signed_in_by: 'provider', current: true }] });
  });

  it('finds the same account again by the subject, and takes groups as they are now', async () => {
    const binding = { role: 'viewer', subject: { kind: 'group', name: 'admins' } };
    expect((await app.call('POST', `${base}/bindings`, { body: binding })).status).toBe(201);
    provider.present({ ...ada, preferred_username: 'ada.king', name: 'Ada King' });
    const first = await signIn(app);
    expect((await app.call('GET', `${base}/clusters`, { as: first.session! })).json).toMatchObject({
      items: [{ name: 'east' }],
    });
    expect(await userOf(app, 'ada')).toMatchObject({ display_name: 'Ada King' });
    expect(await userOf(app, 'ada.king')).toBeUndefined();
    provider.present({ ...ada, groups: [] });
    const second = await signIn(app);
    expect((await app.call('GET', `${base}/clusters/1/kinds`, { as: second.session! })).status).toBe(403);
    // Whoever lost a group loses its rights in older sessions too.
    expect((await app.call('GET', `${base}/clusters/1/kinds`, { as: first.session! })).status).toBe(403);
  });

  it('takes nobody’s account by its name', async () => {
    provider.present({ sub: 'another', preferred_username: 'admin' });
    expect(await signIn(app)).toMatchObject({ at: '/#/sign-in?problem=name-taken', session: undefined });
    expect(await userOf(app, 'admin')).toMatchObject({ source: 'local' });
  });

  it('lets nobody in whose account is disabled', async () => {
    await app.call('PATCH', `${base}/users/ada`, { body: { disabled: true } });
    provider.present(ada);
    expect(await signIn(app)).toMatchObject({ at: '/#/sign-in?problem=disabled', session: undefined });
    await app.call('PATCH', `${base}/users/ada`, { body: { disabled: false } });
  });

  it('says that the provider refused', async () => {
    provider.present(undefined);
    expect(await signIn(app)).toMatchObject({ at: '/#/sign-in?problem=refused', session: undefined });
  });

  it('goes on only in the browser that began, with the state that it was given, and to pages of its own', async () => {
    provider.present(ada);
    // A good one first: failures so far no longer count against this address.
    expect(await signIn(app)).toMatchObject({ at: '/' });
    const browser = createBrowser();
    const answer = await browser.follow(`${app.url}${start}`, (url) => url.pathname === callback);
    const elsewhere = await createBrowser().get(answer);
    expect(elsewhere.headers.get('location')).toBe('/#/sign-in?problem=expired');
    const forged = new URL(answer);
    forged.searchParams.set('state', 'x'.repeat(43));
    expect((await browser.get(forged.href)).headers.get('location')).toBe('/#/sign-in?problem=provider');
    const again = await createBrowser().get(answer);
    expect(again.headers.get('location')).toBe('/#/sign-in?problem=expired');
    expect(await signIn(app, { query: '?return_to=https%3A%2F%2Fevil.example.com' })).toMatchObject({ at: '/' });
    expect(await signIn(app, { query: '?return_to=%2F%2Fevil.example.com' })).toMatchObject({ at: '/' });
  });

  it('is in the audit, also when it failed', async () => {
    const { json } = await app.call('GET', `${base}/audit?operation=auth.finishProvider&limit=1000`);
    const { items } = json as { items: { result: string; message?: string; address: string }[] };
    expect(items).toContainEqual(expect.objectContaining({ result: 'ok', user: 'ada' }));
    const failed = items.find(({ message }) => message?.includes('account of somebody else'));
    expect(failed).toMatchObject({ result: 'failed', address: '127.0.0.1' });
    expect(JSON.stringify(app.log())).not.toContain(client.secret);
  });
});

describe('where accounts must exist', () => {
  it('lets in whom an administrator made an account for, and nobody else', async () => {
    provider.present(ada);
    expect(await signIn(strict)).toMatchObject({ at: '/#/sign-in?problem=no-account', session: undefined });
    const made = await strict.call('POST', `${base}/users`, {
      body: { username: 'ada', source: 'oidc', roles: ['viewer'] },
    });
    expect(made).toMatchObject({ status: 201, json: { source: 'oidc', has_password: false } });
    const { at, session } = await signIn(strict);
    expect(at).toBe('/');
    expect((await strict.call('GET', `${base}/clusters/1/kinds`, { as: session! })).status).toBe(200);
    // Another person of the same name is somebody else.
    provider.present({ ...ada, sub: 'another ada' });
    expect(await signIn(strict)).toMatchObject({ at: '/#/sign-in?problem=name-taken' });
  });

  it('refuses an account at a provider that is none, and a password for one', async () => {
    const create = (body: object) => strict.call('POST', `${base}/users`, { body });
    expect(await create({ username: 'bob', source: 'ldap' })).toMatchObject({
      status: 400,
      json: { error: { field: 'source', message: 'source names no provider' } },
    });
    expect(await create({ username: 'bob', source: 'oidc', password: 'a long password' })).toMatchObject({
      status: 400,
      json: { error: { field: 'password' } },
    });
  });
});

describe('an unreachable provider', () => {
  it('takes the reader back to the sign-in page, and is asked again the next time', async () => {
    const gone = await startTestApp({
      env: { BINNACLE_OIDC_ISSUER: 'http://127.0.0.1:9', BINNACLE_OIDC_CLIENT_ID: 'binnacle' },
    });
    for (let time = 0; time < 2; time += 1) {
      const { status, headers } = await gone.call('GET', start, { as: null });
      expect([status, headers.get('location')]).toEqual([302, '/#/sign-in?problem=provider']);
    }
    await gone.close();
  });
});
