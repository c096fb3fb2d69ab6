import type { Clock } from '../clock/index.ts';
import { bearer } from './credential-source.ts';
import type { CredentialSource, AuthMaterial } from './credential-source.ts';
import { createExecSource } from './exec-credentials.ts';
import type { Environment } from './load-kubeconfig.ts';
import { createOidcSource } from './oidc-credentials.ts';
import type { ClusterTarget } from './target.ts';
import { createTokenFileSource } from './token-file.ts';

/** The source for a target's credentials; nothing is read or run until the first request. */
export const createCredentialSource = (target: ClusterTarget, clock: Clock, env: Environment): CredentialSource => {
  const { credentials } = target;
  switch (credentials.type) {
    case 'none':
      return fixed({ headers: {} });
    case 'token':
      return fixed(bearer(credentials.token));
    case 'basic': {
      const pair = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
      return fixed({ headers: { authorization: `Basic ${pair}` } });
    }
    case 'certificate':
      return fixed({ headers: {}, certificate: { cert: credentials.certData, key: credentials.keyData } });
    case 'tokenFile':
      return createTokenFileSource(credentials.path, clock);
    case 'exec':
      return createExecSource(target, credentials.exec, { clock, env });
    case 'oidc':
      return createOidcSource(credentials.oidc, clock);
  }
};

const fixed = (material: AuthMaterial): CredentialSource => ({
  current: () => Promise.resolve(material),
  renew: () => Promise.resolve(undefined),
});
