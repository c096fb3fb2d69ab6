import { renderKubeconfig } from '@binnacle/kube/client';
import { invalidField } from '../errors.ts';

/** A cluster told by its parts rather than by a kubeconfig. Field names are those of contract 002. */
export interface ClusterParts {
  name: string;
  api_server: string;
  token: string;
  /** base64 of PEM. */
  ca_data?: string;
  insecure_skip_tls_verify?: boolean;
}

/** A kubeconfig made of the parts. Throws BadRequest that names the part. */
export const composeKubeconfig = (parts: ClusterParts): string => {
  const { name, api_server, token, ca_data, insecure_skip_tls_verify = false } = parts;
  if (/[^\x21-\x7e]/.test(token)) throw invalidField('token', 'has characters that no token has');
  if (insecure_skip_tls_verify && ca_data !== undefined)
    throw invalidField('insecure_skip_tls_verify', 'cannot be true beside ca_data');
  return renderKubeconfig({
    name,
    server: toServer(api_server),
    ...(ca_data === undefined ? {} : { caData: toPem(ca_data) }),
    ...(insecure_skip_tls_verify ? { insecureSkipTlsVerify: true } : {}),
    credentials: { type: 'token', token },
  });
};

const toServer = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw invalidField('api_server', 'is not an address such as https://host:6443');
  if (url.username !== '' || url.password !== '')
    throw invalidField('api_server', 'must not hold a user name or password');
  return text;
};

const toPem = (base64: string): string => {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  if (!text.includes('-----BEGIN ')) throw invalidField('ca_data', 'is not base64 of a PEM certificate');
  return text;
};
