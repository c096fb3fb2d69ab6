import { createHash } from 'node:crypto';

/** 64 hex digits that depend only on the parts: container ids and image digests repeat with the seed that made the uid. */
export const toHexId = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex');

/** A whole number below 2^32 that depends only on the text. */
export const toNumber = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  // FNV's last bits move too regularly on similar texts; one more mix spreads them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
};
