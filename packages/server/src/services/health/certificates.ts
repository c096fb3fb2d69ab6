import { X509Certificate } from 'node:crypto';
import type { UnstructuredObject } from '@binnacle/kube/api';

/** What is kept of a Secret that holds a certificate: no part of its value. */
export type CertificateFacts = UnstructuredObject & {
  /** Epoch ms; of the certificate that is shown, the first one. */
  notAfter?: number;
  /** Why there is none. */
  problem?: string;
};

/** Reads the dates of a `kubernetes.io/tls` Secret and forgets the rest. */
export const toCertificateFacts = (secret: UnstructuredObject): CertificateFacts => {
  const { name, namespace, labels } = secret.metadata;
  const kept = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
    },
  };
  const encoded = (secret['data'] as Record<string, string> | undefined)?.['tls.crt'];
  if (encoded === undefined || encoded === '') return { ...kept, problem: 'tls.crt is empty' };
  try {
    const { validTo } = new X509Certificate(Buffer.from(encoded, 'base64'));
    return { ...kept, notAfter: Date.parse(validTo) };
  } catch {
    return { ...kept, problem: 'tls.crt holds no certificate in PEM form' };
  }
};
