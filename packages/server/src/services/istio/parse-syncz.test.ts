import { describe, expect, it } from 'vitest';
import { parseSyncz } from './parse-syncz.ts';

describe('parseSyncz', () => {
  it('tells what was sent and not acknowledged', () => {
    const text = JSON.stringify([
      { proxy: 'cart-1.shop', istio_version: '1.24.2', cluster_sent: 'a1', cluster_acked: 'a1', route_sent: 'b1' },
      { proxy: 'pay-1.shop', listener_sent: 'c2', listener_acked: 'c1', endpoint_sent: 'd1', endpoint_acked: 'd1' },
      { proxy: 'new-1.shop' },
    ]);
    expect(parseSyncz(text)).toEqual([
      { namespace: 'shop', name: 'cart-1', behind: { routes: 'b1' } },
      { namespace: 'shop', name: 'pay-1', behind: { listeners: 'c2' } },
      { namespace: 'shop', name: 'new-1', behind: {} },
    ]);
  });

  it('leaves out what is no proxy', () => {
    expect(parseSyncz('[null, 5, {"proxy": 7}, {"proxy": "nodot"}, {"cluster_sent": "x"}]')).toEqual([]);
    expect(parseSyncz('[]')).toEqual([]);
  });

  it.each(['<html>Sign in</html>', '{"totalClients": 3}', '', 'null'])('refuses %j', (text) => {
    expect(() => parseSyncz(text)).toThrow(/^it answers no list of proxies but /);
  });
});
