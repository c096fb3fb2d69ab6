import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

/**
 * Keeps secrets unreadable at rest: AES-256-GCM. `context` says where the text lies, as `sealContext` spells it, and is
 * checked when it is opened, so that a sealed text moved elsewhere is refused.
 */
export interface Sealer {
  /** Names the key without revealing it; every text it sealed carries it. */
  readonly keyId: string;
  /** `sealed:v1:<key id>:<nonce>:<text and tag>`, base64url. */
  seal(plain: string, context: string): string;
  /** Throws SealError for another key, another context, and anything that was changed. */
  open(sealed: string, context: string): string;
}

/** A sealed text cannot be opened, or a key cannot be used. The message is a sentence that says what to do. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const prefix = 'sealed:v1:';
const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

export const isSealed = (text: string): boolean => text.startsWith(prefix);

/** The id of the key that sealed a text; undefined for one that is not sealed. */
export const keyIdOf = (sealed: string): string | undefined =>
  isSealed(sealed) ? sealed.slice(prefix.length).split(':')[0] : undefined;

/** Where a sealed text lies: table, row and column. Key rotation relies on this spelling. */
export const sealContext = (table: string, id: string | number, column: string): string => `${table}/${id}/${column}`;

/** 32 random bytes, base64. */
export const createSecretKey = (): string => randomBytes(keyBytes).toString('base64');

/** Reads 32 bytes written as base64, base64url or hex. Throws SealError. */
export const parseSecretKey = (text: string): Buffer => {
  const trimmed = text.trim();
  const key = /^[0-9a-fA-F]{64}$/.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (key.length === keyBytes && /^[\w+/-]+={0,2}$/.test(trimmed)) return key;
  throw new SealError('The secret key must be 32 bytes in base64 or hex: make one with "openssl rand -base64 32".');
};

/** `secretKey` as `parseSecretKey` reads it. */
export const createSealer = (secretKey: string): Sealer => {
  const key = parseSecretKey(secretKey);
  const keyId = hash('sha256', Buffer.concat([Buffer.from('binnacle key id'), key]), 'hex').slice(0, 12);
  const bound = (context: string) => Buffer.from(`${prefix}${keyId}:${context}`);
  return {
    keyId,
    seal: (plain, context) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(bound(context));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${prefix}${keyId}:${nonce.toString('base64url')}:${text.toString('base64url')}`;
    },
    open: (sealed, context) => {
      const usedKey = keyIdOf(sealed);
      if (usedKey === undefined) throw new SealError(`What lies at ${context} is not sealed.`);
      if (usedKey !== keyId) {
        throw new SealError(`What lies at ${context} was sealed with the key ${usedKey}, and this one is ${keyId}.`);
      }
      const [nonce = '', text = ''] = sealed.slice(prefix.length + keyId.length + 1).split(':');
      const bytes = Buffer.from(text, 'base64url');
      try {
        const decipher = createDecipheriv(algorithm, key, Buffer.from(nonce, 'base64url'), { authTagLength: tagBytes })
          .setAAD(bound(context))
          .setAuthTag(bytes.subarray(-tagBytes));
        return decipher.update(bytes.subarray(0, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
      } catch (error) {
        throw new SealError(`What lies at ${context} was changed, or belongs elsewhere: it cannot be opened.`, {
          cause: error,
        });
      }
    },
  };
};
