import { resolve } from 'node:path';
import type { Fields } from './fields.ts';
import type { EntrySource } from './kubeconfig-entry.ts';
import type { Credentials, ExecConfig, OidcConfig } from './target.ts';

/**
 * One user's credentials. Where an entry has several forms, the one an API server would go by is taken:
 * certificate, then tokenFile, token, exec, auth-provider, basic.
 */
export const toCredentials = (user: EntrySource): Credentials => {
  const { fields } = user;
  const certData = user.material('client-certificate');
  const keyData = user.material('client-key');
  if (certData !== undefined || keyData !== undefined) {
    if (certData === undefined) return user.fail('client-certificate-data', 'is missing beside the client key');
    if (keyData === undefined) return user.fail('client-key-data', 'is missing beside the client certificate');
    return { type: 'certificate', certData, keyData };
  }
  const tokenFile = user.file('tokenFile');
  if (tokenFile !== undefined) return { type: 'tokenFile', path: tokenFile };
  const token = fields.text('token');
  if (token !== undefined) {
    if (/[^\x21-\x7e]/.test(token)) return user.fail('token', 'has characters that no token has');
    return { type: 'token', token };
  }
  const exec = fields.object('exec');
  if (exec !== undefined) return { type: 'exec', exec: toExec(user, exec) };
  const provider = fields.object('auth-provider');
  if (provider !== undefined) return { type: 'oidc', oidc: toOidc(user, provider) };
  if (fields.has('username') || fields.has('password')) {
    return { type: 'basic', username: fields.requiredText('username'), password: fields.requiredText('password') };
  }
  return { type: 'none' };
};

const execVersions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

const toExec = (user: EntrySource, exec: Fields): ExecConfig => {
  if (!user.allowExec) return user.fail('exec', 'starts a program, which is not allowed here');
  const apiVersion = exec.requiredText('apiVersion');
  if (!execVersions.includes(apiVersion)) {
    return user.fail('exec.apiVersion', `is ${apiVersion}; supported are ${execVersions.join(' and ')}`);
  }
  const command = exec.requiredText('command');
  const args = exec.texts('args');
  const env = exec
    .objects('env')
    .map((entry) => ({ name: entry.requiredText('name'), value: entry.text('value') ?? '' }));
  const installHint = exec.text('installHint');
  const interactiveMode = exec.text('interactiveMode');
  if (interactiveMode === 'Always') {
    return user.fail('exec.interactiveMode', 'is Always, but there is no terminal to ask on');
  }
  return {
    apiVersion,
    // A command with a slash is relative to the kubeconfig; one without is looked up in PATH.
    command: command.includes('/') && user.directory !== undefined ? resolve(user.directory, command) : command,
    ...(args === undefined ? {} : { args }),
    ...(env.length === 0 ? {} : { env }),
    ...(installHint === undefined ? {} : { installHint }),
    ...(exec.flag('provideClusterInfo') ? { provideClusterInfo: true } : {}),
    ...(interactiveMode === undefined ? {} : { interactiveMode }),
  };
};

const removedProviders: Record<string, string> = {
  gcp: 'use the exec plugin gke-gcloud-auth-plugin',
  azure: 'use the exec plugin kubelogin',
};

const toOidc = (user: EntrySource, provider: Fields): OidcConfig => {
  const name = provider.requiredText('name');
  if (name !== 'oidc') {
    return user.fail(
      'auth-provider.name',
      `is ${name}, which is not supported; ${removedProviders[name] ?? 'oidc is'}`,
    );
  }
  const config = provider.object('config');
  if (config === undefined) return user.fail('auth-provider.config', 'is missing');
  const clientSecret = config.text('client-secret');
  const idToken = config.text('id-token');
  const refreshToken = config.text('refresh-token');
  const ca = config.text('idp-certificate-authority-data');
  if (config.has('idp-certificate-authority')) {
    return user.fail(
      'auth-provider.config.idp-certificate-authority',
      'is not supported; use idp-certificate-authority-data',
    );
  }
  return {
    issuerUrl: config.requiredText('idp-issuer-url'),
    clientId: config.requiredText('client-id'),
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(idToken === undefined ? {} : { idToken }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(ca === undefined ? {} : { caData: Buffer.from(ca, 'base64').toString('utf8') }),
  };
};
