import { describe, expect, it } from 'vitest';
import { checkPrometheusUrl, isLocalAddress, isLocalHost } from './addresses.ts';

describe('isLocalAddress', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.10',
    '0.0.0.0',
    '169.254.169.254',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:169.254.1.1',
  ])('%s is', (address) => expect(isLocalAddress(address)).toBe(true));

  it.each(['10.0.0.1', '192.168.1.1', '172.16.0.1', '8.8.8.8', '2001:db8::1', 'fd00::1', 'prometheus', ''])(
    '%s is not',
    (address) => expect(isLocalAddress(address)).toBe(false),
  );
});

describe('checkPrometheusUrl', () => {
  it('sees through the spellings of this machine', () => {
    for (const host of ['localhost', 'LOCALHOST.', 'a.localhost', '[::1]', '127.1', '0x7f000001', '2130706433']) {
      expect(() => checkPrometheusUrl(`http://${host}:9090`, { allowLocal: false })).toThrow('is not allowed');
      expect(checkPrometheusUrl(`http://${host}:9090`, { allowLocal: true }).port).toBe('9090');
    }
    expect(isLocalHost('prometheus.monitoring.svc')).toBe(false);
  });
});
