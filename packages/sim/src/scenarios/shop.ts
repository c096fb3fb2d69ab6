import { refs } from '../local/objects.ts';
import type { CronJob, DaemonSet, StatefulSet } from '../local/workloads.ts';
import type { LocalClient } from '../types.ts';
import type { App } from './build.ts';

/** A shop and what surrounds it. The company and its images do not exist. */

const shop = { namespace: 'shop', partOf: 'harbour-shop' } as const;
const image = (name: string, tag: string) => `ghcr.io/harbour/${name}:${tag}`;

export const shopNamespaces = ['shop', 'platform', 'monitoring'] as const;

export const storefront = (tag: string, changeCause: string): App => ({
  ...shop,
  name: 'storefront',
  component: 'web',
  image: image('storefront', tag),
  replicas: 3,
  port: 8080,
  cpu: '200m',
  memory: '256Mi',
  env: { API_BASE: 'http://catalog.shop', CART_URL: 'http://cart.shop', NODE_ENV: 'production' },
  config: { 'features.yaml': 'giftCards: true\nnewCheckout: false\n', 'theme.json': '{"accent":"#0b7285"}\n' },
  changeCause,
});

export const catalog = (tag: string, changeCause: string): App => ({
  ...shop,
  name: 'catalog',
  component: 'api',
  image: image('catalog', tag),
  replicas: 3,
  port: 8080,
  cpu: '250m',
  memory: '384Mi',
  env: { DATABASE_HOST: 'orders-db.shop', SEARCH_URL: 'http://search.shop' },
  changeCause,
});

export const cart = (tag: string, changeCause: string): App => ({
  ...shop,
  name: 'cart',
  component: 'api',
  image: image('cart', tag),
  replicas: 2,
  port: 8080,
  memory: '192Mi',
  env: { REDIS_ADDR: 'cart-cache.shop:6379', CART_TTL: '72h' },
  changeCause,
});

export const checkout: App = {
  ...shop,
  name: 'checkout',
  component: 'api',
  image: image('checkout', '4.2.0'),
  replicas: 2,
  port: 8080,
  memory: '256Mi',
  env: { PAYMENTS_URL: 'http://payments.shop', ORDERS_URL: 'http://orders.shop' },
  sidecar: {
    name: 'audit-forwarder',
    image: image('audit-forwarder', '0.9.4'),
    resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '64Mi' } },
  },
};

export const payments = (tag: string): App => ({
  ...shop,
  name: 'payments',
  component: 'api',
  image: image('payments', tag),
  replicas: 2,
  port: 8080,
  memory: '256Mi',
  env: { PROVIDER: 'sandbox', TIMEOUT_MS: '4000' },
  secret: { PROVIDER_KEY: 'not-a-real-key', WEBHOOK_SECRET: 'not-a-real-secret' },
});

export const orders: App = {
  ...shop,
  name: 'orders',
  component: 'api',
  image: image('orders', '2.7.3'),
  replicas: 2,
  port: 8080,
  memory: '320Mi',
  env: { DATABASE_HOST: 'orders-db.shop', QUEUE: 'orders' },
  secret: { DATABASE_PASSWORD: 'not-a-real-password' },
  init: { name: 'migrate', image: image('orders-migrations', '2.7.3') },
};

export const search: App = {
  ...shop,
  name: 'search',
  component: 'api',
  image: image('search', '1.19.0'),
  replicas: 2,
  port: 8080,
  cpu: '300m',
  memory: '512Mi',
};

export const recommendations = (tag: string): App => ({
  ...shop,
  name: 'recommendations',
  component: 'worker',
  image: image('recommendations', tag),
  port: 8080,
  cpu: '400m',
  memory: '768Mi',
  env: { MODEL: 'also-bought', REFRESH: '15m' },
});

export const cartCache: App = {
  ...shop,
  name: 'cart-cache',
  component: 'cache',
  image: 'docker.io/library/redis:8.2.1-alpine',
  port: 6379,
  health: 'tcp',
  memory: '256Mi',
  config: { 'redis.conf': 'maxmemory 200mb\nmaxmemory-policy allkeys-lru\n' },
};

export const ordersDb: App = {
  ...shop,
  name: 'orders-db',
  component: 'database',
  image: 'docker.io/library/postgres:17.6',
  port: 5432,
  health: 'tcp',
  cpu: '500m',
  memory: '1Gi',
  strategy: 'Recreate',
  env: { POSTGRES_DB: 'orders', POSTGRES_USER: 'orders' },
  secret: { POSTGRES_PASSWORD: 'not-a-real-password' },
};

export const platformApps: readonly App[] = [
  {
    namespace: 'platform',
    partOf: 'ingress',
    name: 'ingress-nginx-controller',
    component: 'controller',
    image: 'registry.k8s.io/ingress-nginx/controller:v1.13.2',
    replicas: 2,
    port: 8080,
    cpu: '100m',
    memory: '256Mi',
    serviceType: 'LoadBalancer',
  },
  {
    namespace: 'monitoring',
    partOf: 'observability',
    name: 'prometheus',
    component: 'metrics',
    image: 'quay.io/prometheus/prometheus:v3.6.0',
    port: 9090,
    health: '/-/ready',
    cpu: '500m',
    memory: '2Gi',
    strategy: 'Recreate',
    config: { 'prometheus.yml': 'global:\n  scrape_interval: 30s\n' },
  },
  {
    namespace: 'monitoring',
    partOf: 'observability',
    name: 'grafana',
    component: 'dashboards',
    image: 'docker.io/grafana/grafana:12.2.0',
    port: 3000,
    health: '/api/health',
    memory: '256Mi',
    secret: { 'admin-password': 'not-a-real-password' },
  },
];

/** The shop as first installed. */
export const firstShop: readonly App[] = [
  ordersDb,
  cartCache,
  storefront('2.12.4', 'Install 2.12.4'),
  catalog('5.0.1', 'Install 5.0.1'),
  cart('1.30.0', 'Install 1.30.0'),
  checkout,
  payments('3.1.8'),
  orders,
  search,
  recommendations('0.22.1'),
];

const labelsFor = (name: string, partOf: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': partOf,
  'app.kubernetes.io/managed-by': 'Helm',
});

/** A queue of three members with names that stay, a log agent on every node and a report every night. */
export const installOthers = async (client: LocalClient): Promise<void> => {
  const queueLabels = labelsFor('orders-queue', 'harbour-shop');
  const queue: StatefulSet = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'orders-queue', namespace: 'shop', labels: queueLabels },
    spec: {
      replicas: 3,
      serviceName: 'orders-queue',
      selector: { matchLabels: queueLabels },
      template: {
        metadata: { labels: queueLabels },
        spec: {
          containers: [
            {
              name: 'nats',
              image: 'docker.io/library/nats:2.12.1-alpine',
              ports: [{ name: 'tcp', containerPort: 4222, protocol: 'TCP' }],
              volumeMounts: [{ name: 'data', mountPath: '/data' }],
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
              readinessProbe: { tcpSocket: { port: 4222 }, initialDelaySeconds: 1, periodSeconds: 5 },
            },
          ],
        },
      },
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
        },
      ],
    },
  };
  const agentLabels = labelsFor('log-agent', 'observability');
  const agent: DaemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'log-agent', namespace: 'monitoring', labels: agentLabels },
    spec: {
      selector: { matchLabels: agentLabels },
      template: {
        metadata: { labels: agentLabels },
        spec: {
          containers: [
            {
              name: 'agent',
              image: 'docker.io/fluent/fluent-bit:4.1.0',
              resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '64Mi' } },
            },
          ],
        },
      },
    },
  };
  const report: CronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'sales-report', namespace: 'shop', labels: labelsFor('sales-report', 'harbour-shop') },
    spec: {
      schedule: '15 3 * * *',
      timeZone: 'Europe/Oslo',
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          template: {
            metadata: { labels: labelsFor('sales-report', 'harbour-shop') },
            spec: {
              restartPolicy: 'Never',
              containers: [
                {
                  name: 'report',
                  image: image('sales-report', '1.4.2'),
                  resources: { requests: { cpu: '100m', memory: '128Mi' } },
                },
              ],
            },
          },
        },
      },
    },
  };
  await client.create(refs.statefulSets, queue);
  await client.create(refs.daemonSets, agent);
  await client.create(refs.cronJobs, report);
};
