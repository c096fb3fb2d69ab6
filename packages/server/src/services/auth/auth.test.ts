import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, type ManualClock } from '@binnacle/kube/clock';
import { createKeyRing, openStore, type Store } from '../../store/index.ts';
import { createSecretKey } from '../secrets/index.ts';
import { createAuth, type Auth, type AuthOptions } from './index.ts';

const password = 'correct horse';
const address = '127.0.0.1';

describe('sign-in', () => {
  let clock: ManualClock;
  let store: Store;

  beforeEach(async () => {
    clock = createManualClock(Date.UTC(2026, 0, 5, 9, 0, 0));
    store = await openStore('sqlite::memory:', { clock, keys: createKeyRing(createSecretKey()) });
  });
  afterEach(() => store.close());

  const start = (options: Partial<AuthOptions> = {}): Promise<Auth> =>
    createAuth({ ...store, clock, adminPassword: password, ...options });
  const signIn = (auth: Auth, given = password, username = 'admin') =>
    auth.login({ username, password: given, address });

  it('gives an admin with the right password a token that speaks for them', async () => {
    const auth = await start();
    const session = await signIn(auth);
    expect(session.expiresAt).toBe(clock.now() + 12 * 3_600_000);
    const admin = { username: 'admin', displayName: 'Administrator', roles: ['admin'], anonymous: false };
    expect(await auth.authenticate(session.token)).toEqual(admin);
    // The second check is answered at once.
    expect(auth.authenticate(session.token)).toEqual(admin);
  });

  it('says the same of a wrong password and of an unknown user', async () => {
    const auth = await start();
    const message = 'the user name or the password is wrong';
    await expect(signIn(auth, 'wrong')).rejects.toMatchObject({ reason: 'Unauthorized', code: 401, message });
    await expect(signIn(auth, 'wrong', 'nobody')).rejects.toMatchObject({ reason: 'Unauthorized', code: 401, message });
  });

  it('stores no password and no key that signs in by itself', async () => {
    await start();
    const user = await store.users.find('admin');
    expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(user?.passwordHash).not.toContain(password);
  });

  it('makes further tries wait, longer each time, and lets the right password in after that', async () => {
    const auth = await start();
    for (let i = 0; i < 5; i += 1)
      await expect(signIn(auth, 'wrong')).rejects.toMatchObject({ reason: 'Unauthorized' });
    const refused = { reason: 'TooManyAttempts', code: 429, details: { retryAfterSeconds: 1 } };
    await expect(signIn(auth)).rejects.toMatchObject(refused);
    await clock.advance(1_000);
    await expect(signIn(auth, 'wrong')).rejects.toMatchObject({ reason: 'Unauthorized' });
    await expect(signIn(auth)).rejects.toMatchObject({ details: { retryAfterSeconds: 2 } });
    await clock.advance(2_000);
    await signIn(auth);
    await expect(signIn(auth, 'wrong')).rejects.toMatchObject({ reason: 'Unauthorized' });
  });

  it('counts tries that are sent at once', async () => {
    const auth = await start();
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => signIn(auth, 'wrong')));
    const reasons = tries.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.reason : 'in'));
    expect(reasons.filter((reason) => reason === 'Unauthorized')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'TooManyAttempts')).toHaveLength(7);
  });

  it('refuses an expired token, also one it has checked before', async () => {
    const auth = await start();
    const seen = await signIn(auth);
    const unseen = await signIn(auth);
    await auth.authenticate(seen.token);
    await clock.advance(12 * 3_600_000);
    expect(() => auth.authenticate(seen.token)).toThrow(expect.objectContaining({ reason: 'TokenExpired', code: 401 }));
    await expect(auth.authenticate(unseen.token)).rejects.toMatchObject({ reason: 'TokenExpired', code: 401 });
  });

  it('refuses forged tokens, also where anonymous callers have a role', async () => {
    const auth = await start({ anonymousRole: 'admin' });
    const { token } = await signIn(auth);
    const [head, body] = token.split('.');
    const claims = { epoch: 1 };
    const forge = (key: Uint8Array, issuer = 'binnacle') =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setSubject('admin')
        .setJti('x')
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(key);
    const key = Buffer.from(await store.settings.getOrCreateSecret('auth.signingKey', () => ''), 'base64url');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    const forged = [
      'nonsense',
      `${head}.${body}.AAAA`,
      none,
      await forge(createHash('sha256').update('guess').digest()),
      await forge(key, 'someone'),
      'x'.repeat(10_000),
    ];
    for (const text of forged) {
      await expect((async () => auth.authenticate(text))()).rejects.toMatchObject({
        reason: 'Unauthorized',
        code: 401,
      });
    }
    expect(auth.authenticate(undefined)).toMatchObject({ username: 'anonymous', roles: ['admin'], anonymous: true });
  });

  it('knows nobody without a token unless anonymous callers have a role', async () => {
    expect((await start()).authenticate(undefined)).toBeUndefined();
  });

  it('refuses a token after sign-out, also after a restart on the same database', async () => {
    const auth = await start();
    const { token } = await signIn(auth);
    await auth.authenticate(token);
    await auth.logout(token);
    await expect((async () => auth.authenticate(token))()).rejects.toMatchObject({ reason: 'Unauthorized' });
    const again = await start();
    await expect((async () => again.authenticate(token))()).rejects.toMatchObject({ reason: 'Unauthorized' });
    await auth.logout('nonsense');
    await auth.logout(undefined);
  });

  it('keeps sessions over a restart, and ends them when the password changes', async () => {
    const { token } = await signIn(await start());
    expect(await (await start()).authenticate(token)).toMatchObject({ username: 'admin' });
    const changed = await start({ adminPassword: 'another horse' });
    await expect((async () => changed.authenticate(token))()).rejects.toMatchObject({ reason: 'Unauthorized' });
    await signIn(changed, 'another horse');
  });

  it('lets a sign-in link in once, for 15 minutes', async () => {
    const auth = await createAuth({ ...store, clock });
    const code = auth.createSignInCode();
    const { token } = await auth.redeem({ code, address });
    expect(await auth.authenticate(token)).toMatchObject({ username: 'admin' });
    const used = {
      reason: 'Unauthorized',
      message: 'the sign-in link is no longer valid: it works once, and for 15 minutes',
    };
    await expect(auth.redeem({ code, address })).rejects.toMatchObject(used);
    const late = auth.createSignInCode();
    await clock.advance(15 * 60_000);
    await expect(auth.redeem({ code: late, address })).rejects.toMatchObject(used);
  });
});
