import { describe, expect, it } from 'vitest';
import { readGateway, readRoutes, readRule } from './mesh-shapes.ts';

describe('the shapes of a mesh', () => {
  it('read routes with their matches, shares and notes', () => {
    expect(
      readRoutes({
        hosts: ['shop.example'],
        gateways: ['shop/front'],
        http: [
          {
            name: 'lane',
            match: [
              { uri: { prefix: '/cart' }, headers: { 'x-lane': { exact: 'canary' } } },
              { method: { exact: 'GET' }, port: 8080, ignoreUriCase: true },
            ],
            route: [
              { destination: { host: 'cart', subset: 'v1', port: { number: 80 } }, weight: 90 },
              { destination: { host: 'cart', subset: 'v2' }, weight: 10 },
            ],
            timeout: '5s',
            retries: { attempts: 3 },
            mirror: { host: 'audit' },
          },
          { redirect: { uri: '/' } },
        ],
        tcp: [{ match: [{ port: 3306 }], route: [{ destination: { host: 'db' } }] }],
      }),
    ).toEqual({
      hosts: ['shop.example'],
      gateways: ['shop/front'],
      routes: [
        {
          protocol: 'http',
          name: 'lane',
          matches: ['uri prefix /cart, header x-lane exact canary', 'method exact GET, port 8080, ignoreUriCase true'],
          destinations: [
            { host: 'cart', subset: 'v1', port: 80, weight: 90 },
            { host: 'cart', subset: 'v2', port: undefined, weight: 10 },
          ],
          notes: ['mirror audit', 'timeout 5s', 'retries 3'],
        },
        { protocol: 'http', name: '', matches: [], destinations: [], notes: ['redirect'] },
        {
          protocol: 'tcp',
          name: '',
          matches: ['port 3306'],
          destinations: [{ host: 'db', subset: '', port: undefined, weight: 100 }],
          notes: [],
        },
      ],
    });
  });

  it('read gateways and destination rules', () => {
    const servers = [{ port: { number: 443, protocol: 'HTTPS' }, hosts: ['*'], tls: { mode: 'SIMPLE' } }];
    expect(readGateway({ selector: { istio: 'ingressgateway' }, servers })).toEqual({
      selector: { istio: 'ingressgateway' },
      servers: [{ port: 443, protocol: 'HTTPS', hosts: ['*'], tls: 'SIMPLE' }],
    });
    const trafficPolicy = { tls: { mode: 'ISTIO_MUTUAL' }, loadBalancer: { simple: 'RANDOM' }, outlierDetection: {} };
    expect(readRule({ host: 'cart', trafficPolicy, subsets: [{ name: 'v1', labels: { version: 'v1' } }] })).toEqual({
      host: 'cart',
      subsets: [{ name: 'v1', labels: { version: 'v1' } }],
      policies: ['tls ISTIO_MUTUAL', 'loadBalancer RANDOM', 'outlierDetection'],
    });
  });

  it('make nothing of what is no configuration', () => {
    expect(readRoutes({ http: 'x', hosts: 5, tls: [7] })).toEqual({
      hosts: [],
      gateways: [],
      routes: [{ protocol: 'tls', name: '', matches: [], destinations: [], notes: [] }],
    });
    expect(readGateway({ servers: [{}] }).servers).toEqual([{ port: 0, protocol: '', hosts: [], tls: '' }]);
    expect(readRule({})).toEqual({ host: '', subsets: [], policies: [] });
  });
});
