import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '@binnacle/kube/clock';
import { keepCertificates } from './certificates.ts';

const day = 24 * 3600_000;

describe('the certificate of the webhooks', () => {
  it('is made for the hosts, and renewed long before it ends', async () => {
    const clock = createManualClock(Date.UTC(2026, 0, 5));
    const renewed: string[] = [];
    const keeper = keepCertificates({
      clock,
      hosts: ['127.0.0.1'],
      onRenewed: ({ cert }) => void renewed.push(cert),
    });
    const first = new X509Certificate(keeper.current.cert);
    expect(first.checkIP('127.0.0.1')).toBe('127.0.0.1');
    await clock.advance(179 * day);
    expect(renewed).toEqual([]);
    await clock.advance(2 * day);
    expect(renewed).toEqual([keeper.current.cert]);
    expect(clock.now()).toBeLessThan(Date.parse(first.validTo) - 150 * day);
    expect(Date.parse(new X509Certificate(keeper.current.cert).validTo)).toBeGreaterThan(Date.parse(first.validTo));
    keeper.close();
    await clock.advance(400 * day);
    expect(renewed).toHaveLength(1);
  });

  it('given, stays', () => {
    const given = { ca: 'a', cert: 'c', key: 'k' };
    const clock = createManualClock(0);
    expect(keepCertificates({ clock, hosts: [], given, onRenewed: () => {} }).current).toBe(given);
  });
});
