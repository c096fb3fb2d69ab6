/** As much of ASN.1 DER as an X.509 certificate needs. Source: ITU-T X.690. */

const length = (size: number): Buffer => {
  if (size < 0x80) return Buffer.of(size);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.of(0x80 | bytes.length, ...bytes);
};

const node = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
};

export const sequence = (...parts: Uint8Array[]): Buffer => node(0x30, ...parts);
export const set = (...parts: Uint8Array[]): Buffer => node(0x31, ...parts);
export const boolean = (value: boolean): Buffer => node(0x01, Buffer.of(value ? 0xff : 0));
export const octets = (content: Uint8Array): Buffer => node(0x04, content);
export const utf8 = (text: string): Buffer => node(0x0c, Buffer.from(text));
export const bits = (content: Uint8Array, unused = 0): Buffer => node(0x03, Buffer.of(unused), content);
/** `[n] EXPLICIT` or a constructed implicit tag. */
export const tagged = (n: number, ...parts: Uint8Array[]): Buffer => node(0xa0 | n, ...parts);
/** A primitive implicit tag, as in GeneralName. */
export const primitive = (n: number, content: Uint8Array): Buffer => node(0x80 | n, content);

/** A positive integer, big end first. */
export const integer = (content: Uint8Array): Buffer => {
  const positive = (content[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), content]) : content;
  return node(0x02, positive);
};

export const objectId = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let more = arc >>> 7; more > 0; more >>>= 7) groups.unshift((more & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return node(0x06, Buffer.from(bytes));
};

/** YYYYMMDDHHMMSSZ, good for any year. */
export const generalizedTime = (ms: number): Buffer =>
  node(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

export const toPem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`;
