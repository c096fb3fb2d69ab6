import { describe, expect, it } from 'vitest';
import { parseKubeconfig } from './kubeconfig.ts';
import { renderKubeconfig } from './render-kubeconfig.ts';
import type { ClusterTarget, Credentials } from './target.ts';
import { authority, clientPair } from './test-certificates.ts';

const base: ClusterTarget = { name: 'a: b', server: 'https://127.0.0.1:6443/base', credentials: { type: 'none' } };
const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: '/bin/aws', interactiveMode: 'Never' };

const credentials: Credentials[] = [
  { type: 'none' },
  { type: 'token', token: 'abc' },
  { type: 'tokenFile', path: '/var/run/token' },
  { type: 'basic', username: 'ada', password: 'p:w' },
  { type: 'certificate', certData: clientPair.cert, keyData: clientPair.key },
  { type: 'exec', exec: { ...exec, args: ['a', 'b'], env: [{ name: 'A', value: 'B' }], provideClusterInfo: true } },
  {
    type: 'oidc',
    oidc: { issuerUrl: 'https://issuer', clientId: 'c', clientSecret: 's', refreshToken: 'r', idToken: 'i' },
  },
];

describe('renderKubeconfig', () => {
  it.each(credentials)('is read back as it was: $type', (form) => {
    const target = { ...base, credentials: form };
    expect(parseKubeconfig(renderKubeconfig(target)).targets).toEqual([target]);
  });

  it('keeps the rest of the target', () => {
    const full: ClusterTarget = {
      ...base,
      namespace: 'shop',
      caData: authority,
      tlsServerName: 'api.internal',
      proxyUrl: 'http://proxy:3128',
      impersonate: { user: 'ada', uid: '7', groups: ['dev'], extra: { scope: ['a'] } },
    };
    expect(parseKubeconfig(renderKubeconfig(full)).targets).toEqual([full]);
    const careless: ClusterTarget = { ...base, insecureSkipTlsVerify: true };
    expect(parseKubeconfig(renderKubeconfig(careless)).targets).toEqual([careless]);
  });
});

describe('parseKubeconfig with requireUser', () => {
  const text = (user: string, context: string) => `
    clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]
    users: [{ name: u, user: ${user} }]
    contexts: [{ name: x, context: ${context} }]`;
  const messageOf = (source: string) => {
    try {
      return parseKubeconfig(source, { requireUser: true }).targets.length;
    } catch (error) {
      return (error as Error).message;
    }
  };
  it('refuses a context that says nothing about who asks', () => {
    expect(messageOf(text('{}', '{ cluster: c }'))).toBe('contexts[0].context.user is missing');
    expect(messageOf(text('{}', '{ cluster: c, user: u }'))).toBe('users[0].user has no credentials');
    expect(messageOf(text('{ token: t }', '{ cluster: c, user: u }'))).toBe(1);
  });
});
