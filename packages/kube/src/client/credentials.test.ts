import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../clock/index.ts';
import { createCredentialSource } from './credentials.ts';
import { createExecSource, parseExecCredential } from './exec-credentials.ts';
import type { ClusterTarget, Credentials, ExecConfig, OidcConfig } from './target.ts';
import { clientPair } from './test-certificates.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'credentials-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const targetWith = (credentials: Credentials): ClusterTarget => ({ name: 'c', server: 'https://api', credentials });
const clock = createManualClock();
const sourceOf = (credentials: Credentials) => createCredentialSource(targetWith(credentials), clock, process.env);

describe('fixed credentials', () => {
  it.each<[Credentials, unknown]>([
    [{ type: 'none' }, { headers: {} }],
    [{ type: 'token', token: 't' }, { headers: { authorization: 'Bearer t' } }],
    [
      { type: 'basic', username: 'ü', password: 'p' },
      { headers: { authorization: `Basic ${Buffer.from('ü:p').toString('base64')}` } },
    ],
    [
      { type: 'certificate', certData: 'C', keyData: 'K' },
      { headers: {}, certificate: { cert: 'C', key: 'K' } },
    ],
  ])('%j', async (credentials, material) => {
    const source = sourceOf(credentials);
    expect(await source.current()).toEqual(material);
    expect(await source.renew(await source.current())).toBeUndefined();
  });
});

describe('a token file', () => {
  it('is read again when it changed, after a 401, and survives a moment of absence', async () => {
    const path = join(directory, 'token');
    const write = (token: string, seconds: number) => {
      writeFileSync(path, token);
      utimesSync(path, seconds, seconds);
    };
    const source = sourceOf({ type: 'tokenFile', path });
    const authorization = async () => (await source.current()).headers['authorization'];

    await expect(source.current()).rejects.toMatchObject({
      reason: 'Unauthorized',
      message: `the token file ${path} cannot be read (ENOENT)`,
    });
    write('one\n', 1000);
    expect(await authorization()).toBe('Bearer one');
    write('two', 2000);
    expect(await authorization()).toBe('Bearer one');
    await clock.advance(1000);
    expect(await authorization()).toBe('Bearer two');
    // The same time stamp, as when a volume is swapped in one second: the minute finds it.
    write('three', 2000);
    await clock.advance(60_000);
    expect(await authorization()).toBe('Bearer three');
    const used = await source.current();
    write('four', 2000);
    expect((await source.renew(used))?.headers['authorization']).toBe('Bearer four');
    expect(await source.renew(await source.current())).toBeUndefined();
    rmSync(path);
    await clock.advance(60_000);
    expect(await authorization()).toBe('Bearer four');
  });
});

describe('an exec plugin', () => {
  /** A plugin that counts its runs in a file. */
  const plugin = (body: string, more: Partial<ExecConfig> = {}): ExecConfig => {
    const path = join(directory, 'plugin.mjs');
    const runs = join(directory, 'runs');
    writeFileSync(runs, '');
    writeFileSync(
      path,
      `import { appendFileSync, readFileSync } from 'node:fs';
       appendFileSync(${JSON.stringify(runs)}, '.');
       const run = readFileSync(${JSON.stringify(runs)}, 'utf8').length;
       const answer = (status) => console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status }));
       ${body}`,
    );
    return { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [path], ...more };
  };
  const runs = () => readFileSync(join(directory, 'runs'), 'utf8').length;

  it('is run once for many requests, again when its credential expired, and after a 401', async () => {
    const until = new Date(clock.now() + 60_000).toISOString();
    const source = sourceOf({
      type: 'exec',
      exec: plugin(`answer({ token: 'token-' + run, expirationTimestamp: ${JSON.stringify(until)} })`),
    });
    const materials = await Promise.all([source.current(), source.current(), source.current()]);
    expect(materials.map(({ headers }) => headers['authorization'])).toEqual(Array(3).fill('Bearer token-1'));
    expect((await source.current()).headers['authorization']).toBe('Bearer token-1');
    const [first, second] = await Promise.all([source.renew(materials[0]!), source.renew(materials[0]!)]);
    expect(first).toBe(second);
    expect(first?.headers['authorization']).toBe('Bearer token-2');
    expect(runs()).toBe(2);
    await clock.advance(60_000);
    expect((await source.current()).headers['authorization']).toBe('Bearer token-3');
  });

  it('gets its variables and the cluster, and may answer a certificate', async () => {
    const exec = plugin(
      `const { spec, apiVersion, kind } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
       answer({ token: [kind, apiVersion, spec.interactive, spec.cluster.server, process.env.MINE].join(' '),
         clientCertificateData: ${JSON.stringify(clientPair.cert)}, clientKeyData: ${JSON.stringify(clientPair.key)} })`,
      { env: [{ name: 'MINE', value: 'mine' }], provideClusterInfo: true },
    );
    expect(await sourceOf({ type: 'exec', exec }).current()).toEqual({
      headers: { authorization: 'Bearer ExecCredential client.authentication.k8s.io/v1 false https://api mine' },
      certificate: clientPair,
    });
  });

  it('that fails is not run again at once, and what it said is shown without secrets', async () => {
    const source = sourceOf({
      type: 'exec',
      exec: plugin(`console.error('no session; token=abcdef Bearer xyz'); process.exit(3)`),
    });
    const expected = {
      reason: 'Unauthorized',
      message: `the credential plugin "${process.execPath}" failed (exit code 3): no session; token=[redacted] Bearer [redacted]`,
    };
    await expect(source.current()).rejects.toMatchObject(expected);
    await expect(source.current()).rejects.toMatchObject(expected);
    expect(runs()).toBe(1);
    await clock.advance(2000);
    await expect(source.current()).rejects.toMatchObject(expected);
    expect(runs()).toBe(2);
  });

  it('that is not installed leads to the hint', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'no-such-plugin',
      installHint: 'Get it at X.\n',
    };
    await expect(sourceOf({ type: 'exec', exec }).current()).rejects.toMatchObject({
      message: 'the credential plugin "no-such-plugin" is not installed\nGet it at X.',
    });
  });

  it('that hangs is ended', async () => {
    const exec = plugin('setInterval(() => {}, 1000)');
    const source = createExecSource(targetWith({ type: 'exec', exec }), exec, {
      clock,
      env: process.env,
      timeoutMs: 200,
    });
    await expect(source.current()).rejects.toThrow(
      `the credential plugin "${process.execPath}" gave no answer within 0.2 s`,
    );
  });

  const exec = { command: 'p', apiVersion: 'client.authentication.k8s.io/v1beta1' };
  const head = { kind: 'ExecCredential', apiVersion: exec.apiVersion };
  it.each([
    ['secret', 'printed something that is not JSON'],
    ['5', 'printed no ExecCredential'],
    [
      { ...head, apiVersion: 'x' },
      'answered in apiVersion "x"; the kubeconfig says client.authentication.k8s.io/v1beta1',
    ],
    [head, 'printed an ExecCredential without status'],
    [{ ...head, status: {} }, 'printed neither status.token nor a client certificate'],
    [{ ...head, status: { token: 5 } }, 'printed a status.token that is not text'],
    [
      { ...head, status: { clientKeyData: 'k' } },
      'printed only one of status.clientCertificateData and status.clientKeyData',
    ],
    [
      { ...head, status: { token: 't', expirationTimestamp: 'soon' } },
      'printed a status.expirationTimestamp that is not a time',
    ],
  ])('may not answer %j', (output, message) => {
    const text = typeof output === 'string' ? output : JSON.stringify(output);
    expect(() => parseExecCredential(text, exec)).toThrow(`the credential plugin "p" ${message}`);
  });
});

describe('an OIDC issuer', () => {
  let server: Server;
  let issuer: string;
  let posts: { form: Record<string, string>; authorization: string | undefined }[];
  let answer: (post: (typeof posts)[number]) => { status: number; body: unknown };
  let discovery: (issuer: string) => unknown;

  const jwt = (seconds: number, name: string) =>
    ['{"alg":"none"}', JSON.stringify({ exp: seconds, name }), 'signature']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
  const inSeconds = (seconds: number) => Math.floor(clock.now() / 1000) + seconds;
  const readAll = async (request: IncomingMessage) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    return text;
  };

  beforeEach(async () => {
    posts = [];
    discovery = (self) => ({ issuer: self, token_endpoint: `${self}/oauth/token` });
    server = createServer((request, response) => {
      const reply = ({ status, body }: { status: number; body: unknown }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      };
      if (request.url === '/realm/.well-known/openid-configuration')
        return reply({ status: 200, body: discovery(issuer) });
      if (request.url !== '/realm/oauth/token') return reply({ status: 404, body: {} });
      void readAll(request).then((text) => {
        const post = {
          form: Object.fromEntries(new URLSearchParams(text)),
          authorization: request.headers.authorization,
        };
        posts.push(post);
        reply(answer(post));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const oidc = (more: Partial<OidcConfig> = {}) =>
    sourceOf({ type: 'oidc', oidc: { issuerUrl: issuer, clientId: 'console', refreshToken: 'r1', ...more } });

  it('is not asked while the ID token is good, then at the endpoint it announces; refresh tokens may rotate', async () => {
    const given = jwt(inSeconds(100), 'given');
    const renewed = [jwt(inSeconds(300), 'second'), jwt(inSeconds(900), 'third')];
    answer = ({ form }) => ({
      status: 200,
      body: { id_token: renewed[posts.length - 1], refresh_token: form['refresh_token'] === 'r1' ? 'r2' : undefined },
    });
    const source = oidc({ idToken: given });
    expect((await source.current()).headers['authorization']).toBe(`Bearer ${given}`);
    expect(posts).toEqual([]);
    await clock.advance(95_000);
    expect((await source.current()).headers['authorization']).toBe(`Bearer ${renewed[0]}`);
    await clock.advance(250_000);
    expect((await source.current()).headers['authorization']).toBe(`Bearer ${renewed[1]}`);
    expect(posts.map(({ form }) => form)).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'r1', client_id: 'console' },
      { grant_type: 'refresh_token', refresh_token: 'r2', client_id: 'console' },
    ]);
  });

  it('gets the client secret in the header, and in the form where it wants that', async () => {
    answer = ({ authorization }) =>
      authorization === undefined
        ? { status: 200, body: { id_token: jwt(inSeconds(60), 'x') } }
        : { status: 401, body: { error: 'invalid_client' } };
    await oidc({ clientSecret: 'p:w' }).current();
    expect(posts).toEqual([
      {
        form: { grant_type: 'refresh_token', refresh_token: 'r1' },
        authorization: `Basic ${Buffer.from('console:p%3Aw').toString('base64')}`,
      },
      {
        form: { grant_type: 'refresh_token', refresh_token: 'r1', client_id: 'console', client_secret: 'p:w' },
        authorization: undefined,
      },
    ]);
  });

  it('is asked after a 401 to a token that looked good', async () => {
    const fresh = jwt(inSeconds(60), 'fresh');
    answer = () => ({ status: 200, body: { id_token: fresh } });
    const source = oidc({ idToken: jwt(inSeconds(1000), 'revoked') });
    expect((await source.renew(await source.current()))?.headers['authorization']).toBe(`Bearer ${fresh}`);
  });

  it('that refuses is quoted without secrets', async () => {
    answer = () => ({ status: 400, body: { error: 'invalid_grant', error_description: 'refresh_token=r1 is spent' } });
    await expect(oidc().current()).rejects.toMatchObject({
      reason: 'Unauthorized',
      message: `the issuer ${issuer} refused to renew the ID token (invalid_grant: refresh_token=[redacted] is spent)`,
    });
  });

  it.each([
    [
      'calls itself otherwise',
      (): unknown => ({ issuer: 'https://other', token_endpoint: 'https://other' }),
      'calls itself by another name in its openid-configuration',
    ],
    ['names no endpoint', (self: string): unknown => ({ issuer: self }), 'names no token_endpoint'],
  ])('that %s is not trusted', async (_, document, message) => {
    discovery = document;
    await expect(oidc().current()).rejects.toThrow(`the issuer ${issuer} ${message}`);
  });

  it('must speak TLS beyond this machine', async () => {
    await expect(oidc({ issuerUrl: 'http://issuer.example.com' }).current()).rejects.toThrow(
      'the issuer http://issuer.example.com must be an https:// address',
    );
    discovery = (self) => ({ issuer: self, token_endpoint: 'http://example.com/token' });
    await expect(oidc().current()).rejects.toThrow(
      'the token endpoint http://example.com/token must be an https:// address',
    );
  });

  it('is of no use without a refresh token', async () => {
    const source = sourceOf({
      type: 'oidc',
      oidc: { issuerUrl: issuer, clientId: 'x', idToken: jwt(inSeconds(-5), 'old') },
    });
    await expect(source.current()).rejects.toThrow(
      `the ID token from ${issuer} has expired and there is no refresh-token to renew it with`,
    );
  });
});
