import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { NameAttribute } from './authority.ts';
import { partsOf, readDer, readObjectId } from './read-der.ts';
import type { DerNode } from './read-der.ts';

/** Whom a certificate is asked for. Source: RFC 2986. */
export interface CertificateRequest {
  subject: readonly NameAttribute[];
  commonName: string;
  organizations: readonly string[];
  publicKey: KeyObject;
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
  /** Whether mail addresses or URIs are asked for too. */
  hasOtherNames: boolean;
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAMES = '2.5.29.17';

/** The digest of a signature algorithm; null where the key knows. */
const digests: Readonly<Record<string, string | null>> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.3.101.112': null,
};

const readName = (name: DerNode): NameAttribute[] =>
  partsOf(name)
    .flatMap(partsOf)
    .flatMap((pair) => {
      const [type, value] = partsOf(pair);
      return type === undefined || value === undefined
        ? []
        : [{ type: readObjectId(type), value: value.content.toString('utf8') }];
    });

const ipText = (bytes: Buffer): string =>
  bytes.length === 4
    ? bytes.join('.')
    : Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16)).join(':');

const alternativeNames = (attributes: DerNode | undefined): DerNode[] => {
  for (const attribute of attributes === undefined ? [] : partsOf(attributes)) {
    const [type, values] = partsOf(attribute);
    if (type === undefined || values === undefined || readObjectId(type) !== EXTENSION_REQUEST) continue;
    for (const extension of partsOf(values).flatMap(partsOf)) {
      const parts = partsOf(extension);
      const value = parts.at(-1);
      if (parts[0] !== undefined && value !== undefined && readObjectId(parts[0]) === ALTERNATIVE_NAMES)
        return partsOf(readDer(value.content));
    }
  }
  return [];
};

/** Reads PEM of a PKCS #10 request and checks that its sender holds the key. Throws TypeError. */
export const readCertificateRequest = (pem: string): CertificateRequest => {
  const body = /-----BEGIN CERTIFICATE REQUEST-----([\s\S]+?)-----END CERTIFICATE REQUEST-----/.exec(pem)?.[1];
  if (body === undefined) throw new TypeError('PEM block type must be CERTIFICATE REQUEST');
  const [info, algorithm, signature] = partsOf(readDer(Buffer.from(body, 'base64')));
  if (info === undefined || algorithm === undefined || signature === undefined)
    throw new TypeError('asn1: structure error: broken DER');
  const [, name, spki, attributes] = partsOf(info);
  const algorithmId = partsOf(algorithm)[0];
  if (name === undefined || spki === undefined || algorithmId === undefined)
    throw new TypeError('asn1: structure error: broken DER');
  const digest = digests[readObjectId(algorithmId)];
  if (digest === undefined) throw new TypeError('x509: cannot verify signature: algorithm unimplemented');
  const publicKey = createPublicKey({ key: spki.whole, type: 'spki', format: 'der' });
  if (!verify(digest, info.whole, publicKey, signature.content.subarray(1)))
    throw new TypeError('x509: invalid signature');
  const subject = readName(name);
  const valuesOf = (wanted: string) => subject.filter(({ type }) => type === wanted).map(({ value }) => value);
  const names = alternativeNames(attributes);
  const tagged = (n: number) => names.filter(({ tag }) => (tag & 0x1f) === n);
  return {
    subject,
    commonName: valuesOf('2.5.4.3')[0] ?? '',
    organizations: valuesOf('2.5.4.10'),
    publicKey,
    dnsNames: tagged(2).map(({ content }) => content.toString('latin1')),
    ipAddresses: tagged(7).map(({ content }) => ipText(content)),
    hasOtherNames: tagged(1).length + tagged(6).length > 0,
  };
};
