import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate request and the key it is for, both PEM. Source: RFC 2986. Knows nothing of the code under test. */
export interface KeyAndRequest {
  key: string;
  request: string;
}

const node = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const bytes = content.length < 256 ? [content.length] : [content.length >> 8, content.length & 0xff];
  const size = content.length < 128 ? bytes : [0x80 | bytes.length, ...bytes];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
};

const ids = {
  commonName: [0x55, 0x04, 0x03],
  organization: [0x55, 0x04, 0x0a],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  extensionRequest: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e],
  alternativeNames: [0x55, 0x1d, 0x11],
};

const id = (name: keyof typeof ids): Buffer => node(0x06, Buffer.from(ids[name]));
const attribute = (name: 'commonName' | 'organization', value: string): Buffer =>
  node(0x31, node(0x30, id(name), node(0x0c, Buffer.from(value))));

/** Asks for a subject, and for DNS names when there are any. */
export const requestCertificate = (subject: {
  commonName: string;
  organizations?: readonly string[];
  dnsNames?: readonly string[];
}): KeyAndRequest => {
  const { commonName, organizations = [], dnsNames = [] } = subject;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = node(0x30, ...dnsNames.map((name) => node(0x82, Buffer.from(name))));
  const extension = node(0x30, node(0x30, id('alternativeNames'), node(0x04, names)));
  const attributes = dnsNames.length === 0 ? [] : [node(0x30, id('extensionRequest'), node(0x31, extension))];
  const info = node(
    0x30,
    node(0x02, Buffer.of(0)),
    node(
      0x30,
      ...organizations.map((organization) => attribute('organization', organization)),
      attribute('commonName', commonName),
    ),
    publicKey.export({ type: 'spki', format: 'der' }),
    node(0xa0, ...attributes),
  );
  const signature = node(0x03, Buffer.of(0), sign('sha256', info, privateKey));
  const der = node(0x30, info, node(0x30, id('ecdsaWithSha256')), signature);
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    request: ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''].join('\n'),
  };
};
