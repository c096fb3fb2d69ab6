import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseKubeconfig } from './kubeconfig.ts';
import type { KubeconfigOptions } from './kubeconfig-entry.ts';
import { inClusterTarget, kubeconfigPaths, loadKubeconfig } from './load-kubeconfig.ts';
import { authority, clientPair } from './test-certificates.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

interface Parts {
  cluster?: Record<string, unknown>;
  user?: Record<string, unknown>;
  context?: Record<string, unknown>;
}

const config = ({ cluster, user, context }: Parts = {}) => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'c',
  clusters: [{ name: 'k', cluster: { server: 'https://api:6443', ...cluster } }],
  users: [
    { name: 'other', user: {} },
    { name: 'u', user: { ...user } },
  ],
  contexts: [{ name: 'c', context: { cluster: 'k', user: 'u', ...context } }],
});

const read = (parts: Parts, options?: KubeconfigOptions) =>
  parseKubeconfig(stringify(config(parts)), options).targets[0]!;

describe('parseKubeconfig', () => {
  it('reads every field of a context', () => {
    const target = read({
      cluster: {
        server: 'https://API.example.com:6443/k8s/',
        'certificate-authority-data': base64(authority),
        'tls-server-name': 'api.internal',
        'proxy-url': 'http://proxy:3128',
      },
      user: {
        token: 'secret',
        as: 'bob',
        'as-uid': '7',
        'as-groups': ['dev'],
        'as-user-extra': { reason: ['a', 'b'] },
      },
      context: { namespace: 'shop' },
    });
    expect(target).toEqual({
      name: 'c',
      server: 'https://api.example.com:6443/k8s',
      namespace: 'shop',
      caData: authority,
      tlsServerName: 'api.internal',
      proxyUrl: 'http://proxy:3128',
      credentials: { type: 'token', token: 'secret' },
      impersonate: { user: 'bob', uid: '7', groups: ['dev'], extra: { reason: ['a', 'b'] } },
    });
  });

  it('reads JSON, a server without scheme, and a context without user', () => {
    const json = { ...config({ cluster: { server: 'localhost:8080', 'insecure-skip-tls-verify': true } }) };
    json.contexts[0]!.context.user = undefined as never;
    expect(parseKubeconfig(JSON.stringify(json))).toEqual({
      targets: [
        { name: 'c', server: 'http://localhost:8080', insecureSkipTlsVerify: true, credentials: { type: 'none' } },
      ],
      current: 'c',
      broken: [],
    });
  });

  it.each([
    [
      'a certificate before a token',
      { 'client-certificate-data': base64(clientPair.cert), 'client-key-data': base64(clientPair.key), token: 't' },
      { type: 'certificate', certData: clientPair.cert, keyData: clientPair.key },
    ],
    ['a token file before a token', { tokenFile: '/t', token: 't' }, { type: 'tokenFile', path: '/t' }],
    ['basic', { username: 'a', password: 1234 }, { type: 'basic', username: 'a', password: '1234' }],
    [
      'exec',
      {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'aws',
          args: ['eks'],
          env: [{ name: 'A', value: 'b' }],
          installHint: 'install it',
          provideClusterInfo: true,
          interactiveMode: 'IfAvailable',
        },
      },
      {
        type: 'exec',
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'aws',
          args: ['eks'],
          env: [{ name: 'A', value: 'b' }],
          installHint: 'install it',
          provideClusterInfo: true,
          interactiveMode: 'IfAvailable',
        },
      },
    ],
    [
      'oidc',
      {
        'auth-provider': {
          name: 'oidc',
          config: {
            'idp-issuer-url': 'https://issuer',
            'client-id': 'id',
            'client-secret': 's',
            'id-token': 'i',
            'refresh-token': 'r',
            'idp-certificate-authority-data': base64(authority),
          },
        },
      },
      {
        type: 'oidc',
        oidc: {
          issuerUrl: 'https://issuer',
          clientId: 'id',
          clientSecret: 's',
          idToken: 'i',
          refreshToken: 'r',
          caData: authority,
        },
      },
    ],
  ])('takes %s', (_, user, credentials) => {
    expect(read({ user }).credentials).toEqual(credentials);
  });

  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'x' };
  it.each<[Parts, string]>([
    [{ user: { exec: { ...exec, command: undefined } } }, 'users[1].user.exec.command is missing'],
    [{ user: { exec: { ...exec, args: [1] } } }, 'users[1].user.exec.args[0] must be text, not a number'],
    [{ user: { exec: { ...exec, env: [{ value: 'x' }] } } }, 'users[1].user.exec.env[0].name is missing'],
    [
      { user: { exec: { ...exec, apiVersion: 'client.authentication.k8s.io/v1alpha1' } } },
      'users[1].user.exec.apiVersion is client.authentication.k8s.io/v1alpha1; supported are client.authentication.k8s.io/v1 and client.authentication.k8s.io/v1beta1',
    ],
    [
      { user: { exec: { ...exec, interactiveMode: 'Always' } } },
      'users[1].user.exec.interactiveMode is Always, but there is no terminal to ask on',
    ],
    [
      { user: { 'client-certificate-data': base64(clientPair.cert) } },
      'users[1].user.client-key-data is missing beside the client certificate',
    ],
    [
      { user: { 'client-certificate-data': '!!!' } },
      'users[1].user.client-certificate-data must be base64 of a PEM block',
    ],
    [{ user: { token: 'a\nb' } }, 'users[1].user.token has characters that no token has'],
    [{ user: { token: true } }, 'users[1].user.token must be text, not a boolean'],
    [{ user: { username: 'a' } }, 'users[1].user.password is missing'],
    [
      { user: { 'auth-provider': { name: 'gcp' } } },
      'users[1].user.auth-provider.name is gcp, which is not supported; use the exec plugin gke-gcloud-auth-plugin',
    ],
    [
      { user: { 'auth-provider': { name: 'oidc', config: { 'client-id': 'x' } } } },
      'users[1].user.auth-provider.config.idp-issuer-url is missing',
    ],
    [{ cluster: { server: undefined } }, 'clusters[0].cluster.server is missing'],
    [{ cluster: { server: 'ftp://x' } }, 'clusters[0].cluster.server must start with https:// or http://'],
    [{ cluster: { server: 'https://' } }, 'clusters[0].cluster.server is not an address such as https://host:6443'],
    [
      { cluster: { 'proxy-url': 'socks5://p:1' } },
      'clusters[0].cluster.proxy-url uses socks5, which is not supported; http and https proxies are',
    ],
    [
      { cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority-data': base64(authority) } },
      'clusters[0].cluster.insecure-skip-tls-verify cannot be true beside a certificate-authority',
    ],
    [
      { cluster: { 'insecure-skip-tls-verify': 'yes' } },
      'clusters[0].cluster.insecure-skip-tls-verify must be true or false, not a string',
    ],
    [
      { cluster: { 'certificate-authority': '/no/such/file' } },
      'clusters[0].cluster.certificate-authority names the file /no/such/file, which cannot be read (ENOENT)',
    ],
    [{ context: { cluster: 'gone' } }, 'contexts[0].context.cluster names the cluster "gone", which is not defined'],
    [{ context: { user: 'gone' } }, 'contexts[0].context.user names the user "gone", which is not defined'],
  ])('refuses %j', (parts, message) => {
    expect(() => read(parts)).toThrow(expect.objectContaining({ reason: 'BadRequest', code: 400, message }) as Error);
  });

  it.each([
    ['a: [', 'the kubeconfig is neither YAML nor JSON (line 1, column 5)'],
    ['[]', 'the kubeconfig must be a mapping, not a list'],
    ['users: 5', 'users must be a list, not a number'],
    ['contexts: []', 'the kubeconfig has no contexts'],
    ['current-context: x', 'current-context names the context "x", which is not defined'],
    ['clusters: [{cluster: {}}]', 'clusters[0].name is missing'],
  ])('refuses %j', (text, message) => {
    expect(() => parseKubeconfig(text)).toThrow(expect.objectContaining({ message }) as Error);
  });

  it('does not quote what it cannot parse', () => {
    expect(() => parseKubeconfig('token: "very-secret\nx: y: z')).toThrow(/^the kubeconfig is neither YAML nor JSON/);
    expect(() => parseKubeconfig('token: "very-secret\nx: y: z')).not.toThrow(/secret/);
  });

  it('neither starts programs nor reads files for a kubeconfig from elsewhere', () => {
    const foreign = { allowExec: false, allowFiles: false };
    expect(() => read({ user: { exec } }, foreign)).toThrow(
      'users[1].user.exec starts a program, which is not allowed here',
    );
    expect(() => read({ user: { tokenFile: '/etc/passwd' } }, foreign)).toThrow(
      'users[1].user.tokenFile refers to a file, which is not allowed here; use tokenFile-data',
    );
  });

  it('lists contexts that cannot be used beside those that can', () => {
    const two = config();
    two.contexts.push({ name: 'bad', context: { cluster: 'gone', user: 'u' } });
    const { targets, broken } = parseKubeconfig(stringify(two));
    expect(targets.map(({ name }) => name)).toEqual(['c']);
    expect(broken.map(({ name, error }) => [name, error.message])).toEqual([
      ['bad', 'contexts[1].context.cluster names the cluster "gone", which is not defined'],
    ]);
  });
});

describe('kubeconfig files', () => {
  let directory: string;
  const put = (name: string, content: unknown) => {
    const path = join(directory, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : stringify(content));
    return path;
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('are those of $KUBECONFIG, else the one in the home directory', () => {
    expect(kubeconfigPaths({ KUBECONFIG: `/a${delimiter}${delimiter}/b`, HOME: '/h' })).toEqual(['/a', '/b']);
    expect(kubeconfigPaths({ KUBECONFIG: '', HOME: '/h' })).toEqual([join('/h', '.kube', 'config')]);
  });

  it('are merged, the first to name something wins; what is absent or empty is passed over', () => {
    const first = put('one', {
      clusters: [{ name: 'k', cluster: { server: 'https://first' } }],
      contexts: [{ name: 'a', context: { cluster: 'k', user: 'u' } }],
    });
    const second = put('two', {
      'current-context': 'b',
      clusters: [{ name: 'k', cluster: { server: 'https://second' } }],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts: [{ name: 'b', context: { cluster: 'k', user: 'u' } }],
    });
    const loaded = loadKubeconfig([join(directory, 'absent'), put('empty', ''), first, second]);
    expect(loaded?.current).toBe('b');
    expect(loaded?.targets.map(({ name, server, credentials }) => [name, server, credentials.type])).toEqual([
      ['a', 'https://first', 'token'],
      ['b', 'https://first', 'token'],
    ]);
    expect(loadKubeconfig([join(directory, 'absent')])).toBeUndefined();
  });

  it('resolve relative paths against themselves', () => {
    put('sub/ca.pem', authority);
    const path = put(
      'sub/config',
      config({
        cluster: { 'certificate-authority': 'ca.pem' },
        user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './bin/plugin' } },
      }),
    );
    const target = loadKubeconfig([path])?.targets[0];
    expect(target?.caData).toBe(authority);
    expect(target?.credentials).toMatchObject({ exec: { command: join(directory, 'sub', 'bin', 'plugin') } });
  });

  it('are named in messages', () => {
    const path = put('config', config({ user: { token: 5, username: [] } }));
    expect(loadKubeconfig([path])?.targets[0]?.credentials).toEqual({ type: 'token', token: '5' });
    const wrong = put('wrong', config({ user: { token: [] } }));
    expect(() => loadKubeconfig([wrong])).toThrow(`${wrong}: users[1].user.token must be text, not a list`);
    expect(() => loadKubeconfig([directory])).toThrow(`${directory} cannot be read (EISDIR)`);
  });
});

describe('inClusterTarget', () => {
  it('is the service account of the Pod', () => {
    const directory = mkdtempSync(join(tmpdir(), 'account-'));
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    expect(inClusterTarget(env, directory)).toBeUndefined();
    writeFileSync(join(directory, 'token'), 't');
    writeFileSync(join(directory, 'ca.crt'), authority);
    writeFileSync(join(directory, 'namespace'), 'shop\n');
    expect(inClusterTarget(env, directory)).toEqual({
      name: 'in-cluster',
      server: 'https://[fd00::1]:443',
      namespace: 'shop',
      caData: authority,
      credentials: { type: 'tokenFile', path: join(directory, 'token') },
    });
    expect(inClusterTarget({}, directory)).toBeUndefined();
    rmSync(directory, { recursive: true });
  });
});
