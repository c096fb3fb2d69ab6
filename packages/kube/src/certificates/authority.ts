import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
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

/** What signs certificates: EC P-256. */
export interface Authority {
  commonName: string;
  /** PEM. */
  cert: string;
  /** PEM, PKCS #8. */
  key: string;
}

/** One attribute of a distinguished name. */
export interface NameAttribute {
  /** An object identifier with dots: 2.5.4.3 is the common name, 2.5.4.10 an organization. */
  type: string;
  value: string;
}

/** Whom a certificate is for and what for. */
export interface CertificateOrder {
  subject: readonly NameAttribute[];
  publicKey: KeyObject;
  /** Names and addresses it is good for. */
  hosts: readonly string[];
  /** Kubernetes' words: `digital signature`, `client auth`, … Others than the ones known here are left out. */
  usages: readonly string[];
  /** Epoch ms. */
  notBefore: number;
  notAfter: number;
}

export const yearMs = 365 * 24 * 3600_000;
const ECDSA_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));

/** Bits of the key usage extension. Source: RFC 5280 §4.2.1.3. */
const keyUsages: Readonly<Record<string, number>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
};

/** Source: RFC 5280 §4.2.1.12. */
const extendedUsages: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
};

/** Country, organization, unit, locality, province, street, postal code, common name, serial number: as Go writes them. */
const attributeOrder = [6, 10, 11, 7, 8, 9, 17, 3, 5].map((last) => `2.5.4.${last}`);

/** Several values of one type stand together. Attributes of other types are left out. */
const encodeName = (attributes: readonly NameAttribute[]): Buffer =>
  sequence(
    ...attributeOrder.flatMap((type) => {
      const values = attributes
        .filter((attribute) => attribute.type === type)
        .map(({ value }) => sequence(objectId(type), utf8(value)));
      return values.length === 0 ? [] : [set(...values.sort(Buffer.compare))];
    }),
  );

const commonNameType = '2.5.4.3';

/** A name of nothing but a common name. */
export const named = (commonName: string): NameAttribute[] => [{ type: commonNameType, value: commonName }];

const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
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

const usageBits = (usages: readonly string[]): Buffer | undefined => {
  const wanted = usages.flatMap((usage) => keyUsages[usage] ?? []);
  if (wanted.length === 0) return undefined;
  const byte = wanted.reduce((all, bit) => all | (0x80 >> bit), 0);
  return bits(Buffer.of(byte), 7 - Math.max(...wanted));
};

const signed = (
  order: CertificateOrder,
  issuer: { commonName: string; key: KeyObject },
  extensions: readonly Buffer[],
): string => {
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x01;
  const body = sequence(
    tagged(0, integer(Buffer.of(2))),
    integer(serial),
    ECDSA_SHA256,
    encodeName(named(issuer.commonName)),
    sequence(generalizedTime(order.notBefore), generalizedTime(order.notAfter)),
    encodeName(order.subject),
    spkiOf(order.publicKey),
    tagged(3, sequence(...extensions)),
  );
  return toPem('CERTIFICATE', sequence(body, ECDSA_SHA256, bits(sign('sha256', body, issuer.key))));
};

/** An authority that signs itself, good for a year from `now`, epoch ms. Source: RFC 5280. */
export const createAuthority = ({ commonName, now }: { commonName: string; now: number }): Authority => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const order: CertificateOrder = {
    subject: named(commonName),
    publicKey,
    hosts: [],
    usages: ['cert sign', 'crl sign', 'digital signature'],
    notBefore: now - 3600_000,
    notAfter: now + yearMs,
  };
  const cert = signed(order, { commonName, key: privateKey }, [
    extension('2.5.29.19', sequence(boolean(true)), true),
    extension('2.5.29.15', usageBits(order.usages)!, true),
    extension('2.5.29.14', octets(keyId(publicKey))),
  ]);
  return { commonName, cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
};

/** A certificate that the authority signs, PEM. */
export const issueCertificate = (authority: Authority, order: CertificateOrder): string => {
  const key = createPrivateKey(authority.key);
  const keyUsage = usageBits(order.usages);
  const extended = order.usages.flatMap((usage) => extendedUsages[usage] ?? []);
  return signed(order, { commonName: authority.commonName, key }, [
    extension('2.5.29.19', sequence(), true),
    ...(keyUsage === undefined ? [] : [extension('2.5.29.15', keyUsage, true)]),
    ...(extended.length === 0 ? [] : [extension('2.5.29.37', sequence(...extended.map(objectId)))]),
    extension('2.5.29.14', octets(keyId(order.publicKey))),
    extension('2.5.29.35', sequence(primitive(0, keyId(createPublicKey(key))))),
    ...(order.hosts.length === 0 ? [] : [extension('2.5.29.17', alternativeNames(order.hosts))]),
  ]);
};
