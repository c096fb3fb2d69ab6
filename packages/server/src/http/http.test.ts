import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password, startTestApp, type TestApp } from '../testing/app.ts';

const pods = '/api/v1/kubernetes/pods';
const scale = '/api/v1/kubernetes/deployments/cart/scale';
const console = '/api/console/v1';

/** A request as its text, for what fetch would not send. */
const raw = (url: string, head: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });

describe('the HTTP border', () => {
  let app: TestApp;
  let webDir: string;
  beforeAll(async () => {
    webDir = mkdtempSync(join(tmpdir(), 'binnacle-web-'));
    mkdirSync(join(webDir, 'assets'));
    writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>Binnacle</title>');
    writeFileSync(join(webDir, 'assets', 'app-1a2b.js'), 'plain');
    writeFileSync(join(webDir, 'assets', 'app-1a2b.js.br'), 'brotli');
    app = await startTestApp({ webDir });
  });
  afterAll(async () => {
    await app.close();
    rmSync(webDir, { recursive: true });
  });

  describe('credentials', () => {
    it('are asked for everywhere but to sign in and out', async () => {
      for (const path of [pods, `${console}/clusters`, `${console}/auth/me`, '/metrics']) {
        expect([path, (await app.call('GET', path, { as: null })).status]).toEqual([path, 401]);
      }
      const me = await app.call('GET', `${console}/auth/me`, { as: null });
      expect(me.headers.get('www-authenticate')).toBe('Bearer');
      expect(me.json).toEqual({
        error: {
          reason: 'Unauthorized',
          code: 401,
          message: 'sign in first: send Authorization: Bearer <token>, or the session cookie',
          trace_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      });
    });

    it('that are wrong are refused in the dialect that was asked', async () => {
      const forged = `${app.token.slice(0, -4)}AAAA`;
      expect((await app.call('GET', pods, { as: forged })).json).toEqual({
        code: 2001,
        data: null,
        msg: 'the token is not valid, sign in again',
      });
      expect((await app.call('GET', pods, { as: null, headers: { authorization: 'Basic YTpi' } })).json).toMatchObject({
        code: 2001,
      });
      expect((await app.call('GET', `${console}/clusters`, { as: forged })).json).toMatchObject({
        error: { reason: 'Unauthorized' },
      });
    });

    it('can be a cookie that scripts and other sites do not reach; a dead one is taken away', async () => {
      const login = await app.call('POST', `${console}/auth/login`, {
        as: null,
        body: { username: 'admin', password },
      });
      const cookie = login.headers.get('set-cookie') ?? '';
      expect(cookie).toMatch(/^binnacle_session=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
      const headers = { cookie: `theme=dark; ${cookie.split(';')[0]}` };
      expect((await app.call('GET', pods, { as: null, headers })).status).toBe(200);

      const logout = await app.call('POST', `${console}/auth/logout`, { as: null, headers });
      expect([logout.status, logout.text]).toEqual([204, '']);
      expect(logout.headers.get('set-cookie')).toBe('binnacle_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0');
      const after = await app.call('GET', pods, { as: null, headers });
      expect([after.status, after.headers.get('set-cookie')]).toEqual([
        401,
        'binnacle_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
      ]);
    });

    it('can be a one-time link', async () => {
      const code = new URLSearchParams(app.app.signInLink().split('?')[1]).get('code');
      const redeem = () => app.call('POST', `${console}/auth/redeem`, { as: null, body: { code } });
      expect(await redeem()).toMatchObject({ status: 200, json: { user: { username: 'admin', roles: ['admin'] } } });
      expect(await redeem()).toMatchObject({ status: 401, json: { error: { reason: 'Unauthorized' } } });
    });

    it('are named when a field is missing or of the wrong type', async () => {
      const login = (body: unknown) => app.call('POST', `${console}/auth/login`, { as: null, body });
      expect((await login({ username: 'admin' })).json).toMatchObject({
        error: { code: 400, field: 'password', message: 'password is required' },
      });
      expect((await login({ username: 7, password: 'x' })).json).toMatchObject({
        error: { code: 400, field: 'username' },
      });
      expect((await login([])).json).toMatchObject({ error: { code: 400, field: 'body' } });
    });
  });

  describe('bad requests', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    it.each([
      ['no JSON', { body: '{"replicas": }' }, 400, /^the body is not JSON: /],
      ['nested too deep', { body: `{"a":${nested(64)}}` }, 400, /^the body is nested deeper than 64 levels$/],
      [
        'a __proto__ key',
        { body: '{"__proto__":{"admin":true}}' },
        400,
        /^the body has a key "__proto__", which is not allowed$/,
      ],
      ['a hidden __proto__ key', { body: '{"\\u005f_proto__":1}' }, 400, /^the body has a key "__proto__"/],
      [
        'another content type',
        { body: 'replicas=1', headers: { 'content-type': 'text/plain' } },
        415,
        /application\/json$/,
      ],
      [
        'a form',
        { body: 'replicas=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
        415,
        /application\/json$/,
      ],
      ['too large', { body: `{"a":"${'x'.repeat(1 << 20)}"}` }, 413, /^Request entity too large: limit is 1 MiB$/],
      ['a list as body', { body: '[]' }, 400, /^body must be a JSON object$/],
    ])('%s', async (...[, options, status, msg]) => {
      const { json, ...reply } = await app.call('POST', scale, options);
      expect(reply.status).toBe(status);
      expect(json).toEqual({ code: 1001, data: null, msg: expect.stringMatching(msg) });
    });

    it('with a wrong method say which are right', async () => {
      const reply = await app.call('PATCH', pods, { body: '{' });
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, POST']);
      expect(reply.json).toEqual({
        code: 1001,
        data: null,
        msg: 'the server does not allow this method on the requested resource',
      });
    });

    it('for unknown addresses are answered by whose they are', async () => {
      expect((await app.call('GET', '/api/v1/kubernetes/x/y/z')).json).toMatchObject({ code: 1004 });
      expect((await app.call('GET', `${console}/nothing`)).json).toMatchObject({
        error: { reason: 'NotFound', code: 404 },
      });
      expect((await app.call('GET', '/nothing')).json).toMatchObject({ error: { reason: 'NotFound', code: 404 } });
    });
  });

  describe('other sites', () => {
    it('cannot borrow a name for this machine', async () => {
      const answer = await raw(app.url, [
        `GET ${pods} HTTP/1.1`,
        'Host: evil.example',
        `Authorization: Bearer ${app.token}`,
      ]);
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).toContain('"code":1005');
      for (const host of ['localhost:1', '127.0.0.1', '[::1]:9', '127.9.9.9']) {
        expect(await raw(app.url, [`GET /healthz HTTP/1.1`, `Host: ${host}`])).toMatch(/^HTTP\/1\.1 200 /);
      }
    });

    it('cannot change anything with a visitor’s cookie', async () => {
      const cookie = `binnacle_session=${app.token}`;
      const attempt = (headers: Record<string, string>) =>
        app.call('POST', scale, { as: null, headers: { cookie, ...headers }, body: { replicas: 1 } });
      const refused = { code: 1005, data: null, msg: 'forbidden: the request comes from a page of another site' };
      expect((await attempt({ origin: 'https://evil.example' })).json).toEqual(refused);
      expect((await attempt({ origin: 'null' })).json).toEqual(refused);
      expect((await attempt({ 'sec-fetch-site': 'cross-site' })).json).toEqual(refused);
      // Our own page gets past this check, to the next one.
      expect((await attempt({ origin: app.url, 'sec-fetch-site': 'same-origin' })).json).toMatchObject({
        code: 1001,
        msg: 'namespace is required',
      });
    });

    it('are told nothing by CORS, and may not frame or sniff', async () => {
      const preflight = await app.call('OPTIONS', scale, {
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect(preflight.status).toBe(405);
      const { headers } = await app.call('GET', pods);
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
    });
  });

  describe('log lines', () => {
    it('say what was done and by whom, under the caller’s trace, and hold no secrets', async () => {
      const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
      const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
      await app.call('DELETE', '/api/v1/kubernetes/pods/ghost?namespace=default', { headers });
      const own = app.log().filter((line) => line['trace_id'] === trace);
      const common = {
        method: 'DELETE',
        route: '/api/v1/kubernetes/pods/:name',
        op: 'resources.delete',
        caller: 'admin',
        cluster: 'east',
        status: 404,
        reason: 'NotFound',
      };
      expect(own).toEqual([
        expect.objectContaining({ ...common, msg: 'request', ms: expect.any(Number) }),
        expect.objectContaining({
          ...common,
          msg: 'audit',
          target: { kind: 'pods', namespace: 'default', name: 'ghost' },
        }),
      ]);
      const text = JSON.stringify(app.log());
      expect(text).not.toContain(password);
      expect(text).not.toContain(app.token);
    });
  });

  describe('beside the dialects', () => {
    it('health, metrics and the description of the API are served', async () => {
      expect((await app.call('GET', '/healthz', { as: null })).text).toBe('ok');
      expect((await app.call('GET', '/readyz', { as: null })).text).toBe('ok');
      await app.call('GET', pods);
      const metrics = (await app.call('GET', '/metrics')).text;
      expect(metrics).toMatch(
        /^binnacle_http_requests_total\{dialect="kubegale",operation="resources\.list",status="200"\} \d+$/m,
      );
      expect(metrics).toContain('binnacle_cache_synced{cluster="east",kind="pods"} 1');
      const openapi = (await app.call('GET', '/openapi.json', { as: null })).json;
      expect(openapi).toMatchObject({ openapi: '3.1.0', paths: { [scale.replace('cart', '{name}')]: { post: {} } } });
      const docs = await app.call('GET', '/docs', { as: null });
      expect([docs.status, docs.text.match(/https?:\/\/(?!127\.0\.0\.1)[^"']+/g)]).toEqual([200, null]);
    });

    it('the console’s files are, compressed and kept when their name has a hash', async () => {
      const page = await app.call('GET', '/clusters/1/pods', { as: null, headers: { accept: 'text/html,*/*' } });
      expect([page.status, page.text]).toEqual([200, '<!doctype html><title>Binnacle</title>']);
      expect(page.headers.get('cache-control')).toBe('no-cache');
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
      const script = await raw(app.url, ['GET /assets/app-1a2b.js HTTP/1.1', 'Host: localhost', 'Accept-Encoding: br']);
      expect(script).toMatch(/\r\ncontent-encoding: br\r\n/i);
      expect(script).toMatch(/\r\ncache-control: public, max-age=31536000, immutable\r\n/i);
      expect((await app.call('GET', '/assets/gone.js', { as: null })).status).toBe(404);
      expect((await app.call('GET', '/../package.json', { as: null })).status).toBe(404);
    });
  });
});

describe('the demo', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ demo: true });
  });
  afterAll(() => app.close());

  it('lets anonymous callers be administrators, and refuses wrong tokens all the same', async () => {
    expect((await app.call('GET', `${console}/auth/me`, { as: null })).json).toMatchObject({
      demo: true,
      user: { anonymous: true, roles: ['admin'] },
    });
    expect((await app.call('GET', pods, { as: null })).status).toBe(200);
    expect((await app.call('GET', pods, { as: 'wrong' })).json).toMatchObject({ code: 2001 });
    const foreign = await app.call('POST', scale, { as: null, headers: { origin: 'https://evil.example' } });
    expect(foreign.json).toMatchObject({ code: 1005 });
  });

  it('says how to build a console that is not built', async () => {
    expect((await app.call('GET', '/', { as: null })).text).toBe(
      'The console is not built. Run npm start, which builds it, or use the API: see /docs.\n',
    );
  });
});
