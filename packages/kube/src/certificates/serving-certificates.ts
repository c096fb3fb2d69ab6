import { generateKeyPairSync } from 'node:crypto';
import { createAuthority, issueCertificate, named, yearMs } from './authority.ts';

export interface ServingCertificates {
  /** PEM of the authority that signed the serving certificate. */
  ca: string;
  /** PEM: the serving certificate, then the authority. */
  cert: string;
  /** PEM, PKCS #8. */
  key: string;
}

export interface ServingCertificatesOptions {
  /** Names and addresses that the certificate is good for. */
  hosts: readonly string[];
  /** The server's common name; its authority is called `<name>-ca`. */
  name: string;
  /** Epoch ms: the certificates are good for a year from then. */
  now: number;
}

/** An authority of its own, whose key nobody keeps, and a certificate for the given hosts, EC P-256. */
export const createServingCertificates = ({ hosts, name, now }: ServingCertificatesOptions): ServingCertificates => {
  const authority = createAuthority({ commonName: `${name}-ca`, now });
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = issueCertificate(authority, {
    subject: named(name),
    publicKey,
    hosts,
    usages: ['digital signature', 'server auth'],
    notBefore: now - 3600_000,
    notAfter: now + yearMs,
  });
  return {
    ca: authority.cert,
    cert: cert + authority.cert,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
