import type { Container } from '../local/objects.ts';
import type { App } from './build.ts';

/** A shop in a mesh. The company and its images do not exist; Istio's are named, and run here as any other would. */

export const istioVersion = '1.24.2';
const system = { namespace: 'istio-system', partOf: 'istio' } as const;
const shop = { namespace: 'shop', partOf: 'harbour-shop', component: 'api', port: 8080, memory: '128Mi' } as const;
const image = (name: string, tag: string) => `ghcr.io/harbour/${name}:${tag}`;

export const proxyImage = (version: string): string => `docker.io/istio/proxyv2:${version}`;

/** What istiod's webhook would have added to each Pod. */
const proxy = (version = istioVersion): Container => ({
  name: 'istio-proxy',
  image: proxyImage(version),
  ports: [{ name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' }],
  resources: { requests: { cpu: '10m', memory: '40Mi' }, limits: { memory: '1Gi' } },
});

export const controlPlane: readonly App[] = [
  {
    ...system,
    name: 'istiod',
    component: 'pilot',
    image: `docker.io/istio/pilot:${istioVersion}`,
    replicas: 2,
    port: 8080,
    health: '/ready',
    cpu: '100m',
    memory: '512Mi',
    labels: { app: 'istiod', istio: 'pilot' },
    containerName: 'discovery',
  },
  {
    ...system,
    name: 'istio-ingressgateway',
    component: 'gateway',
    image: proxyImage(istioVersion),
    replicas: 2,
    port: 8080,
    health: '/healthz/ready',
    cpu: '100m',
    memory: '128Mi',
    labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
    containerName: 'istio-proxy',
    serviceType: 'LoadBalancer',
  },
];

/** One version of an app: its Pods are told apart by the label, its Service is for all of them. */
const version = (
  app: string,
  tag: string,
  { of, replicas = 2, proxied = istioVersion }: { of: string; replicas?: number; proxied?: string },
): App => ({
  ...shop,
  name: `${app}-${of}`,
  image: image(app, tag),
  replicas,
  labels: { app, version: of },
  sidecar: proxy(proxied),
  hasService: false,
});

export const meshApps: readonly App[] = [
  version('storefront', '2.14.1', { of: 'v1' }),
  version('catalog', '5.1.0', { of: 'v1', replicas: 3 }),
  version('catalog', '5.2.0-rc.1', { of: 'v2', replicas: 1 }),
  version('cart', '1.31.2', { of: 'v1' }),
  // Its proxies have taken over nothing since they started.
  version('payments', '3.1.4', { of: 'v1', proxied: `${istioVersion}-sim-stale` }),
  // Not restarted since the mesh was upgraded.
  version('orders', '6.0.2', { of: 'v1', proxied: '1.22.8' }),
];

/** Apps by their label, each with one Service. */
export const meshServices = ['storefront', 'catalog', 'cart', 'payments', 'orders'] as const;
