import type { KubeObject, ResourceRef, UnstructuredObject } from '@binnacle/kube/api';

/** What the mesh of the scenario is told, and what is wrong with it. */

interface Placed {
  ref: ResourceRef;
  object: UnstructuredObject;
}

const place =
  (group: 'networking' | 'security', kind: string, plural: string) =>
  (metadata: KubeObject['metadata'], spec: object): Placed => ({
    ref: { group: `${group}.istio.io`, version: 'v1', plural, namespaced: true },
    object: { apiVersion: `${group}.istio.io/v1`, kind, metadata, spec },
  });

const gateway = place('networking', 'Gateway', 'gateways');
const virtualService = place('networking', 'VirtualService', 'virtualservices');
const destinationRule = place('networking', 'DestinationRule', 'destinationrules');
const peerAuthentication = place('security', 'PeerAuthentication', 'peerauthentications');

const shop = (name: string) => ({ name, namespace: 'shop' });
const to = (host: string, subset?: string) => ({ destination: { host, ...(subset === undefined ? {} : { subset }) } });
const http = { number: 80, name: 'http', protocol: 'HTTP' };

/** All in order. */
export const soundRoutes: readonly Placed[] = [
  peerAuthentication(shop('default'), { mtls: { mode: 'STRICT' } }),
  gateway(shop('shop'), {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: http, hosts: ['shop.example.com'] }],
  }),
  virtualService(shop('storefront'), {
    hosts: ['shop.example.com'],
    gateways: ['shop'],
    http: [
      { name: 'api', match: [{ uri: { prefix: '/api/catalog' } }], route: [to('catalog')], timeout: '5s' },
      { name: 'pages', route: [to('storefront')] },
    ],
  }),
  destinationRule(shop('catalog'), {
    host: 'catalog',
    trafficPolicy: { loadBalancer: { simple: 'LEAST_REQUEST' }, tls: { mode: 'ISTIO_MUTUAL' } },
    subsets: [
      { name: 'v1', labels: { version: 'v1' } },
      { name: 'v2', labels: { version: 'v2' } },
    ],
  }),
  virtualService(shop('catalog'), {
    hosts: ['catalog'],
    http: [
      { name: 'testers', match: [{ headers: { 'x-tester': { exact: 'true' } } }], route: [to('catalog', 'v2')] },
      {
        name: 'all',
        route: [
          { ...to('catalog', 'v1'), weight: 90 },
          { ...to('catalog', 'v2'), weight: 10 },
        ],
      },
    ],
  }),
  virtualService(shop('cart'), { hosts: ['cart'], http: [{ route: [to('cart')], retries: { attempts: 2 } }] }),
];

/** Each with one thing wrong. */
export const brokenRoutes: readonly Placed[] = [
  gateway(shop('legacy'), {
    selector: { istio: 'oldgateway' },
    servers: [{ port: http, hosts: ['old.shop.example.com'] }],
  }),
  virtualService(shop('promotions'), {
    hosts: ['promo.shop.example.com'],
    gateways: ['shop'],
    http: [{ route: [to('promotions')] }],
  }),
  virtualService(shop('cart-canary'), {
    hosts: ['cart'],
    http: [
      {
        route: [
          { ...to('cart', 'v1'), weight: 50 },
          { ...to('cart', 'v3'), weight: 50 },
        ],
      },
    ],
  }),
  destinationRule(shop('cart'), {
    host: 'cart',
    subsets: [
      { name: 'v1', labels: { version: 'v1' } },
      { name: 'v2', labels: { version: 'v2' } },
    ],
  }),
  destinationRule(shop('payments'), { host: 'payments', trafficPolicy: { tls: { mode: 'DISABLE' } } }),
];
