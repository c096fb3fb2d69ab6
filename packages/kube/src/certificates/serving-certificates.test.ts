import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createServingCertificates } from './serving-certificates.ts';

const now = Date.UTC(2026, 0, 1);

test('a serving certificate names its hosts and is signed by its own authority', () => {
  const { ca, cert, key } = createServingCertificates({ hosts: ['hooks.shop.svc', '127.0.0.1'], name: 'hooks', now });
  const [authority, server] = [new X509Certificate(ca), new X509Certificate(cert)];
  expect(server.checkHost('hooks.shop.svc')).toBe('hooks.shop.svc');
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(server.checkHost('other.shop.svc')).toBeUndefined();
  expect([server.subject, server.issuer, authority.ca]).toEqual(['CN=hooks', 'CN=hooks-ca', true]);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(key).toContain('BEGIN PRIVATE KEY');
});

test('it is good for a year from the moment given, and an hour before', () => {
  const server = new X509Certificate(createServingCertificates({ hosts: ['localhost'], name: 'x', now }).cert);
  expect([Date.parse(server.validFrom), Date.parse(server.validTo)]).toEqual([
    now - 3600_000,
    now + 365 * 24 * 3600_000,
  ]);
});
