/** Behind a proxy: what is different when browsers reach the server by another address than it listens on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { password, startTestApp, type TestApp } from './testing/app.ts';

const login = '/api/console/v1/auth/login';
const body = { username: 'admin', password };

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ env: { BINNACLE_PUBLIC_URL: 'https://binnacle.example.com' } });
});
afterAll(() => app.close());

it('gives cookies that go over https only', async () => {
  const { headers } = await app.call('POST', login, { as: null, body });
  const cookie = headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/);
  const session = { cookie: cookie.split(';')[0]! };
  const logout = await app.call('POST', '/api/console/v1/auth/logout', { as: null, headers: session });
  expect(logout.headers.get('set-cookie')).toMatch(/^binnacle_session=; .*Max-Age=0; Secure$/);
});

it('takes its own pages for its own, by the name that browsers know, and no others', async () => {
  const from = async (origin: string) =>
    (await app.call('POST', login, { as: null, body, headers: { origin, 'sec-fetch-site': 'same-origin' } })).status;
  expect(await from('https://binnacle.example.com')).toBe(200);
  expect(await from('https://evil.example.com')).toBe(403);
});
