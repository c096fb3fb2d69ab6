/** Reading as much of ASN.1 DER as a certificate request needs. Source: ITU-T X.690. */

export interface DerNode {
  tag: number;
  /** With tag and length. */
  whole: Buffer;
  content: Buffer;
}

const broken = (why = 'broken DER'): never => {
  throw new TypeError(`asn1: structure error: ${why}`);
};

const readAt = (bytes: Buffer, at: number): { node: DerNode; end: number } => {
  const tag = bytes[at] ?? broken();
  const first = bytes[at + 1] ?? broken();
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (extra > 4 || at + 2 + extra > bytes.length) broken();
  const size = extra === 0 ? first : bytes.readUIntBE(at + 2, extra);
  if (extra > 0 && (size < 0x80 || bytes[at + 2] === 0)) broken('superfluous leading zeros in length');
  const start = at + 2 + extra;
  const end = start + size;
  if (end > bytes.length) broken();
  return { node: { tag, whole: bytes.subarray(at, end), content: bytes.subarray(start, end) }, end };
};

/** The one node that the bytes are. Throws TypeError. */
export const readDer = (bytes: Buffer): DerNode => {
  const { node, end } = readAt(bytes, 0);
  return end === bytes.length ? node : broken();
};

/** The nodes that a constructed node holds. Throws TypeError. */
export const partsOf = ({ content }: DerNode): DerNode[] => {
  const parts: DerNode[] = [];
  for (let at = 0; at < content.length;) {
    const { node, end } = readAt(content, at);
    parts.push(node);
    at = end;
  }
  return parts;
};

/** An object identifier with dots. */
export const readObjectId = ({ content }: DerNode): string => {
  const first = content[0] ?? broken();
  const arcs = [Math.min(2, Math.floor(first / 40)), first - 40 * Math.min(2, Math.floor(first / 40))];
  let arc = 0;
  for (const byte of content.subarray(1)) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  return arcs.join('.');
};
