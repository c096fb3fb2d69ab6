/** Hashes of JSON values that do not depend on the order of keys. */
import { createHash } from 'node:crypto';

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined && v !== null);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
    .join(',')}}`;
};

/** Each pass asks anew for the hash of a plan that has not changed. */
const known = new WeakMap<object, string>();

/** SHA-256, lower-case hex. */
export const sha256 = (value: object): string => {
  let hash = known.get(value);
  if (hash === undefined) known.set(value, (hash = createHash('sha256').update(canonical(value)).digest('hex')));
  return hash;
};

/** FNV-1a, 32 bits. */
export const fnv32 = (value: unknown): number => {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(canonical(value))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
};

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Text in an alphabet that spells no words, as Kubernetes writes hashes into names. */
export const safeEncode = (text: string): string =>
  [...text].map((c) => alphabet[(c.codePointAt(0) ?? 0) % alphabet.length]).join('');
