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
    const admin = { username: 'admin', displayName: 'Administrator', roles: ['admin'], groups: [], anonymous: false };
    const caller = { ...admin, sessionId: expect.any(String) };
    expect(await auth.authenticate(session.token)).toEqual(caller);
    // The second check is answered at once.
    expect(auth.authenticate(session.token)).toEqual(caller);
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
    await expect((async () => auth.authenticate(seen.token))()).rejects.toMatchObject({
      reason: 'TokenExpired',
      code: 401,
    });
    await expect(auth.authenticate(unseen.token)).rejects.toMatchObject({ reason: 'TokenExpired', code: 401 });
  });

  it('refuses forged tokens, also where anonymous callers have a role', async () => {
    const auth = await start({ anonymousRole: 'admin' });
    const { token } = await signIn(auth);
    const [head, body] = token.split('.');
    const claims = { sid: 'x' };
    const forge = (key: Uint8Array, issuer = 'binnacle') =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setSubject('admin')
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

  it('looks again after half a minute at what it has checked: another server may have ended it', async () => {
    const [one, other] = [await start(), await start()];
    const { token } = await signIn(one);
    await one.authenticate(token);
    await other.logout(token);
    expect(one.authenticate(token)).toMatchObject({ username: 'admin' });
    await clock.advance(30_000);
    await expect((async () => one.authenticate(token))()).rejects.toMatchObject({ reason: 'Unauthorized' });
  });

  describe('of scripts', () => {
    const login = async (auth: Auth) => {
      const session = await auth.login({ username: 'admin', password, address, refresh: true });
      return { ...session, refreshToken: session.refresh?.token ?? '' };
    };

    it('gives a token for an hour and one to go on with', async () => {
      const auth = await start();
      const first = await login(auth);
      expect(first.expiresAt).toBe(clock.now() + 3_600_000);
      await clock.advance(3_600_000);
      await expect((async () => auth.authenticate(first.token))()).rejects.toMatchObject({ reason: 'TokenExpired' });
      const second = await auth.refresh({ refreshToken: first.refreshToken, address });
      expect(await auth.authenticate(second.token)).toMatchObject({ username: 'admin' });
    });

    it('ends the session when a refresh token comes twice', async () => {
      const auth = await start();
      const first = await login(auth);
      const second = await auth.refresh({ refreshToken: first.refreshToken, address });
      await auth.authenticate(second.token);
      await expect(auth.refresh({ refreshToken: first.refreshToken, address })).rejects.toMatchObject({
        reason: 'Unauthorized',
        message: 'the refresh token was used before: the session has ended, sign in again',
      });
      const next = auth.refresh({ refreshToken: second.refresh?.token ?? '', address });
      await expect(next).rejects.toMatchObject({ reason: 'Unauthorized' });
      await expect((async () => auth.authenticate(second.token))()).rejects.toMatchObject({ reason: 'Unauthorized' });
    });

    it('refuses what is no refresh token, one that expired, and one of a disabled user', async () => {
      const auth = await start();
      const { refreshToken } = await login(auth);
      const wrong = `${refreshToken.slice(0, -4)}AAAA`;
      for (const token of ['', 'nonsense', (await signIn(auth)).token])
        await expect(auth.refresh({ refreshToken: token, address })).rejects.toMatchObject({ code: 401 });
      await expect(auth.refresh({ refreshToken: wrong, address })).rejects.toMatchObject({ code: 401 });
      const late = await login(auth);
      await clock.advance(30 * 24 * 3_600_000);
      await expect(auth.refresh({ refreshToken: late.refreshToken, address })).rejects.toMatchObject({
        reason: 'TokenExpired',
      });
    });
  });

  it('lets a new admin in by the link, to choose a password before anything else', async () => {
    const auth = await createAuth({ ...store, clock });
    const session = await auth.redeem({ code: auth.createSignInCode(), address });
    expect(session.caller.mustChangePassword).toBe(true);
    for (const [next, message] of [
      ['short', 'new_password must have at least 8 characters'],
      ['aaaaaaaaaaaa', 'new_password must have at least 4 different characters'],
      ['Password123', 'new_password is among those that are tried first'],
      ['admin!2024', 'new_password must not be made of the user name'],
      ['x'.repeat(1_025), 'new_password must have at most 1024 characters'],
    ] as const) {
      await expect(auth.changePassword(session.caller, { next, address })).rejects.toMatchObject({
        code: 400,
        message,
      });
    }
    const changed = await auth.changePassword(session.caller, { next: password, address });
    expect(changed.caller.mustChangePassword).toBeUndefined();
    await expect((async () => auth.authenticate(session.token))()).rejects.toMatchObject({ code: 401 });
    const again = await signIn(auth);
    const without = auth.changePassword(again.caller, { next: 'another horse', address });
    await expect(without).rejects.toMatchObject({ message: 'current_password is required' });
    const wrong = auth.changePassword(again.caller, { current: 'wrong', next: 'another horse', address });
    await expect(wrong).rejects.toMatchObject({ code: 400 });
    await auth.changePassword(again.caller, { current: password, next: 'another horse', address });
    await signIn(auth, 'another horse');
    // A restart without a password makes no new admin.
    await signIn(await createAuth({ ...store, clock }), 'another horse');
  });

  describe('users', () => {
    it('are made with a password of a day, which they change', async () => {
      const auth = await start();
      const ada = await auth.users.create({ username: 'Ada', password: 'for the first day' });
      expect(ada).toMatchObject({ username: 'ada', roles: [], mustChangePassword: true });
      const session = await signIn(auth, 'for the first day', 'ADA');
      expect(session.caller.mustChangePassword).toBe(true);
      const change = (current?: string) =>
        auth.changePassword(session.caller, { next: 'my very own', address, ...(current && { current }) });
      await expect(change()).rejects.toMatchObject({ message: 'current_password is required' });
      await change('for the first day');
      expect((await signIn(auth, 'my very own', 'ada')).caller.mustChangePassword).toBeUndefined();
    });

    it('must have a name of their own, and a good password', async () => {
      const auth = await start();
      await auth.users.create({ username: 'ada' });
      const reasons = async (input: Parameters<typeof auth.users.create>[0]) =>
        auth.users.create(input).then(
          () => 'made',
          (error: { reason: string; message: string }) => `${error.reason}: ${error.message}`,
        );
      expect(await reasons({ username: 'ADA' })).toBe('AlreadyExists: users "ada" already exists');
      expect(await reasons({ username: 'a b' })).toMatch(/^BadRequest: username must be 1 to 128 letters/);
      expect(await reasons({ username: 'x'.repeat(129) })).toMatch(/^BadRequest: username/);
      expect(await reasons({ username: 'bob', password: 'bob12345' })).toBe(
        'BadRequest: password must not be made of the user name',
      );
      // Nobody signs in without a password.
      await expect(signIn(auth, '', 'ada')).rejects.toMatchObject({ code: 401 });
    });

    it('are shut out at once when disabled, signed out, given a password, or removed', async () => {
      const auth = await start();
      await auth.users.create({ username: 'ada', password, temporary: false });
      const enter = async () => {
        const { token } = await signIn(auth, password, 'ada');
        await auth.authenticate(token);
        return token;
      };
      const isOut = (token: string) =>
        expect((async () => auth.authenticate(token))()).rejects.toMatchObject({ code: 401 });
      let token = await enter();
      await auth.users.signOut('ada');
      await isOut(token);
      token = await enter();
      await auth.users.setPassword({ username: 'ada', password, temporary: false });
      await isOut(token);
      token = await enter();
      await auth.users.update({ username: 'ada', disabled: true });
      await isOut(token);
      await expect(signIn(auth, password, 'ada')).rejects.toMatchObject({ code: 401 });
      await auth.users.update({ username: 'ada', disabled: false });
      token = await enter();
      await auth.users.remove('ada');
      await isOut(token);
      await auth.users.create({ username: 'ada', password, temporary: false });
      await isOut(token);
      await expect(auth.users.get('nobody')).rejects.toMatchObject({ code: 404 });
    });
  });

  describe('API keys', () => {
    const input = { name: 'ci', roles: ['viewer'], expiresInDays: 1 };

    it('speak for their owner until they expire or are revoked', async () => {
      const auth = await start();
      const { caller } = await signIn(auth);
      const { key, id, hash } = await auth.keys.create(caller, input);
      expect(key).toMatch(/^bnk_\w{12}_[\w-]{43}$/);
      expect(hash).not.toContain(key.slice(17));
      expect(await auth.authenticate(key)).toMatchObject({ username: 'admin', keyId: id });
      expect((await auth.keys.list('admin'))[0]).toMatchObject({ lastUsedAt: clock.now() });
      await auth.keys.remove(id, 'admin');
      await expect((async () => auth.authenticate(key))()).rejects.toMatchObject({ reason: 'Unauthorized' });
      const short = await auth.keys.create(caller, input);
      await clock.advance(24 * 3_600_000);
      await expect((async () => auth.authenticate(short.key))()).rejects.toMatchObject({ reason: 'TokenExpired' });
    });

    it('are nobody else’s, and make no keys and no passwords', async () => {
      const auth = await start();
      const { caller } = await signIn(auth);
      const { key, id } = await auth.keys.create(caller, input);
      await expect(auth.keys.create(caller, input)).rejects.toMatchObject({
        message: 'name is taken by another of your keys',
      });
      await expect(auth.keys.remove(id, 'ada')).rejects.toMatchObject({ code: 404 });
      for (const wrong of [`${key.slice(0, -4)}AAAA`, 'bnk_', `bnk_${'x'.repeat(12)}_${'y'.repeat(43)}`])
        await expect((async () => auth.authenticate(wrong))()).rejects.toMatchObject({ reason: 'Unauthorized' });
      const byKey = (await auth.authenticate(key))!;
      await expect(auth.keys.create(byKey, { ...input, name: 'more' })).rejects.toMatchObject({ code: 403 });
      await expect(auth.changePassword(byKey, { next: 'another horse', address })).rejects.toMatchObject({ code: 403 });
    });

    it('end with their owner', async () => {
      const auth = await start();
      await auth.users.create({ username: 'ada', password, temporary: false });
      const { caller } = await signIn(auth, password, 'ada');
      const { key } = await auth.keys.create(caller, input);
      await auth.authenticate(key);
      await auth.users.update({ username: 'ada', disabled: true });
      await expect((async () => auth.authenticate(key))()).rejects.toMatchObject({ code: 401 });
    });
  });
});
