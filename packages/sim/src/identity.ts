import { randomBytes, X509Certificate } from 'node:crypto';
import { createAuthority, createServingCertificates } from '@binnacle/kube/certificates';
import type { Authority, ServingCertificates } from '@binnacle/kube/certificates';

/** What a kubeconfig, and tokens that were given out, hang on. */
export interface Identity {
  name: string;
  /** The addresses that the certificates are good for. */
  hosts: readonly string[];
  certificates: ServingCertificates;
  /** Signs the certificates of clients. */
  authority: Authority;
  tokens: { admin: string; viewer: string };
  /** Base64; signs the tokens of service accounts. */
  signingSecret: string;
}

const createToken = (): string => randomBytes(24).toString('base64url');

/** Certificates are renewed this long before they spoil; clients need the new kubeconfig then. */
const renewalMs = 30 * 24 * 3600_000;

/**
 * Who a cluster is: the kept identity where it still fits, else a new one. `now`: the machine's time, by which
 * certificates are judged whatever time the cluster has.
 */
export const createIdentity = (
  wanted: { name: string; host: string; now: number },
  kept: Identity | undefined,
): Identity => {
  const { name, host, now } = wanted;
  const hosts = [...new Set([host, 'localhost', '127.0.0.1', '::1', 'kubernetes', 'kubernetes.default.svc'])];
  const isGood =
    kept !== undefined &&
    hosts.every((one) => kept.hosts.includes(one)) &&
    Date.parse(new X509Certificate(kept.certificates.cert).validTo) > now + renewalMs;
  // Certificates that were given out are good as long as their signer's own.
  const signer = kept?.authority;
  const keeps = signer !== undefined && Date.parse(new X509Certificate(signer.cert).validTo) > now + renewalMs;
  return {
    name,
    authority: keeps ? signer : createAuthority({ commonName: 'kubernetes', now }),
    hosts: isGood ? kept.hosts : hosts,
    certificates: isGood ? kept.certificates : createServingCertificates({ hosts, name: 'kube-apiserver', now }),
    tokens: kept?.tokens ?? { admin: createToken(), viewer: createToken() },
    signingSecret: kept?.signingSecret ?? randomBytes(32).toString('base64'),
  };
};
