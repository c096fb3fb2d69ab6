import { describe, expect, it } from 'vitest';
import { createSealer, createSecretKey, isSealed, keyIdOf, parseSecretKey, sealContext, SealError } from './index.ts';

const context = sealContext('clusters', 7, 'kubeconfig');

describe('createSealer', () => {
  const sealer = createSealer(createSecretKey());

  it('opens what it sealed, and seals the same text differently each time', () => {
    const sealed = sealer.seal('a token — ünïcode', context);
    expect(sealed).not.toContain('token');
    expect(sealer.open(sealed, context)).toBe('a token — ünïcode');
    expect(sealer.seal('a token — ünïcode', context)).not.toBe(sealed);
    expect(sealer.open(sealer.seal('', context), context)).toBe('');
  });

  it('says which key sealed a text', () => {
    expect(keyIdOf(sealer.seal('x', context))).toBe(sealer.keyId);
    expect(keyIdOf('plain')).toBeUndefined();
    expect(isSealed('plain')).toBe(false);
  });

  it('refuses another context, another key and every changed character', () => {
    const sealed = sealer.seal('secret', context);
    expect(() => sealer.open(sealed, sealContext('clusters', 8, 'kubeconfig'))).toThrow(SealError);
    const other = createSealer(createSecretKey());
    expect(() => other.open(sealed, context)).toThrow(
      `What lies at clusters/7/kubeconfig was sealed with the key ${sealer.keyId}, and this one is ${other.keyId}.`,
    );
    expect(() => sealer.open('plain', context)).toThrow('What lies at clusters/7/kubeconfig is not sealed.');
    for (let at = 0; at < sealed.length - 1; at += 1) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
      expect(() => sealer.open(changed, context)).toThrow(SealError);
    }
    for (const cut of [sealed.slice(0, -8), sealed.slice(0, 30), 'sealed:v1:', `sealed:v1:${sealer.keyId}`])
      expect(() => sealer.open(cut, context)).toThrow(SealError);
  });
});

describe('parseSecretKey', () => {
  it('takes 32 bytes in base64, base64url and hex, and nothing else', () => {
    const bytes = Buffer.alloc(32, 0xfb);
    for (const text of [bytes.toString('base64'), `${bytes.toString('base64url')}\n`, bytes.toString('hex')])
      expect(parseSecretKey(text)).toEqual(bytes);
    for (const text of ['', 'secret', Buffer.alloc(31).toString('base64'), 'ä'.repeat(64), 'correct horse battery'])
      expect(() => parseSecretKey(text)).toThrow('The secret key must be 32 bytes in base64 or hex');
  });
});
