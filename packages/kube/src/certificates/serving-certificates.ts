import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bits,
  boolean,
  generalizedTime,
  integer,
  objectId,
  octets,
  primitive,
  sequence,
  set,
  tagged,
  toPem,
  utf8,
} from './der.ts';

export interface ServingCertificates {
  /** PEM of the authority that signed the serving certificate. */
  ca: string;
  /** PEM: the serving certificate, then the authority. */
  cert: string;
  /** PEM, PKCS #8. */
  key: string;
}

const YEAR = 365 * 24 * 3600_000;
const ECDSA_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));

interface Subject {
  commonName: string;
  publicKey: KeyObject;
}

const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
const nameOf = (commonName: string): Buffer => sequence(set(sequence(objectId('2.5.4.3'), utf8(commonName))));
/** RFC 5280 §4.2.1.2, method 1, over the whole key information: any stable value serves. */
const keyId = (key: KeyObject): Buffer => createHash('sha1').update(spkiOf(key)).digest();

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(objectId(id), ...(critical ? [boolean(true)] : []), octets(value));

const ipBytes = (address: string): Buffer => {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)];
  return Buffer.from(all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]));
};

const alternativeNames = (hosts: readonly string[]): Buffer =>
  sequence(...hosts.map((host) => (isIP(host) === 0 ? primitive(2, Buffer.from(host)) : primitive(7, ipBytes(host)))));

const certificate = (
  subject: Subject,
  issuer: Subject & { privateKey: KeyObject },
  { extensions, now }: { extensions: Buffer[]; now: number },
): Buffer => {
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x01;
  const body = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(serial),
    ECDSA_SHA256,
    nameOf(issuer.commonName),
    sequence(generalizedTime(now - 3600_000), generalizedTime(now + YEAR)),
    nameOf(subject.commonName),
    spkiOf(subject.publicKey),
    tagged(3, sequence(...extensions)),
  );
  return sequence(body, ECDSA_SHA256, bits(sign('sha256', body, issuer.privateKey)));
};

export interface ServingCertificatesOptions {
  /** Names and addresses that the certificate is good for. */
  hosts: readonly string[];
  /** The server's common name; its authority is called `<name>-ca`. */
  name: string;
  /** Epoch ms: the certificates are good for a year from then. */
  now: number;
}

/** An authority of its own and a certificate for the given hosts, EC P-256. Source: RFC 5280. */
export const createServingCertificates = ({ hosts, name, now }: ServingCertificatesOptions): ServingCertificates => {
  const authority = { commonName: `${name}-ca`, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
  const server = { commonName: name, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
  const issuerKeyId = extension('2.5.29.35', sequence(primitive(0, keyId(authority.publicKey))));
  const ca = certificate(authority, authority, {
    now,
    extensions: [
      extension('2.5.29.19', sequence(boolean(true)), true),
      // keyCertSign, cRLSign, digitalSignature
      extension('2.5.29.15', bits(Buffer.of(0x86), 1), true),
      extension('2.5.29.14', octets(keyId(authority.publicKey))),
    ],
  });
  const cert = certificate(server, authority, {
    now,
    extensions: [
      extension('2.5.29.19', sequence(), true),
      // digitalSignature
      extension('2.5.29.15', bits(Buffer.of(0x80), 7), true),
      extension('2.5.29.37', sequence(objectId('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.14', octets(keyId(server.publicKey))),
      issuerKeyId,
      extension('2.5.29.17', alternativeNames(hosts)),
    ],
  });
  return {
    ca: toPem('CERTIFICATE', ca),
    cert: toPem('CERTIFICATE', cert) + toPem('CERTIFICATE', ca),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
