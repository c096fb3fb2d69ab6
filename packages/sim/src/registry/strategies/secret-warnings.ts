/** A certificate and its key, as Go's `tls.X509KeyPair` reads them. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { textAt } from '../json.ts';

const textOf = (object: UnstructuredObject, key: string): string =>
  Buffer.from(textAt(object, 'data', key), 'base64').toString('utf8');

const isOf = (certificate: string, key: string): boolean => {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
};

export const secretWarnings = (object: UnstructuredObject): string[] => {
  if (object.type !== 'kubernetes.io/tls') return [];
  const [certificate, key] = [textOf(object, 'tls.crt'), textOf(object, 'tls.key')];
  if (!certificate.includes('-----BEGIN ')) return ['tls: failed to find any PEM data in certificate input'];
  if (!key.includes('-----BEGIN ')) return ['tls: failed to find any PEM data in key input'];
  return isOf(certificate, key) ? [] : ['tls: private key does not match public key'];
};
