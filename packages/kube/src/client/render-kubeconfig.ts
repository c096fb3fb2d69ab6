import { stringify } from 'yaml';
import type { ClusterTarget, Credentials, ExecConfig, OidcConfig } from './target.ts';

type Entry = Record<string, unknown>;

/** A kubeconfig with one context, the target's: what `parseKubeconfig` reads back as the same target. It holds secrets. */
export const renderKubeconfig = (target: ClusterTarget): string => {
  const { name } = target;
  const cluster = {
    server: target.server,
    ...(target.caData === undefined ? {} : { 'certificate-authority-data': base64(target.caData) }),
    ...(target.insecureSkipTlsVerify === true ? { 'insecure-skip-tls-verify': true } : {}),
    ...(target.tlsServerName === undefined ? {} : { 'tls-server-name': target.tlsServerName }),
    ...(target.proxyUrl === undefined ? {} : { 'proxy-url': target.proxyUrl }),
  };
  const user = { ...userOf(target.credentials), ...impersonation(target.impersonate) };
  const context = {
    cluster: name,
    user: name,
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
  };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context }],
    'current-context': name,
  });
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const userOf = (credentials: Credentials): Entry => {
  switch (credentials.type) {
    case 'none':
      return {};
    case 'token':
      return { token: credentials.token };
    case 'tokenFile':
      return { tokenFile: credentials.path };
    case 'basic':
      return { username: credentials.username, password: credentials.password };
    case 'certificate':
      return {
        'client-certificate-data': base64(credentials.certData),
        'client-key-data': base64(credentials.keyData),
      };
    case 'exec':
      return { exec: execOf(credentials.exec) };
    case 'oidc':
      return { 'auth-provider': { name: 'oidc', config: oidcOf(credentials.oidc) } };
  }
};

const execOf = (exec: ExecConfig): Entry => ({ interactiveMode: 'Never', ...exec });

const oidcOf = (oidc: OidcConfig): Entry => ({
  'idp-issuer-url': oidc.issuerUrl,
  'client-id': oidc.clientId,
  ...(oidc.clientSecret === undefined ? {} : { 'client-secret': oidc.clientSecret }),
  ...(oidc.idToken === undefined ? {} : { 'id-token': oidc.idToken }),
  ...(oidc.refreshToken === undefined ? {} : { 'refresh-token': oidc.refreshToken }),
  ...(oidc.caData === undefined ? {} : { 'idp-certificate-authority-data': base64(oidc.caData) }),
});

const impersonation = (as: ClusterTarget['impersonate']): Entry =>
  as === undefined
    ? {}
    : {
        as: as.user,
        ...(as.uid === undefined ? {} : { 'as-uid': as.uid }),
        ...(as.groups === undefined ? {} : { 'as-groups': as.groups }),
        ...(as.extra === undefined ? {} : { 'as-user-extra': as.extra }),
      };
