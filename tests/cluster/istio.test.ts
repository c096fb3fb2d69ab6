/** Contract 002's mesh, the console's, and the rules about it: the same bodies on a real control plane and on the simulator. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { deploymentKind, findKindByName, podKind, type KubeObject, type ResourceRef } from '@binnacle/kube/api';
import { createClient, type ClusterTarget, type KubeClient } from '@binnacle/kube/client';
import { istioDefinitions } from '@binnacle/sim';
import { read } from '../conformance/harness/objects.ts';
import { type RunningServer, startServer } from '../fixtures/server.ts';
import { startSimulator } from '../fixtures/simulator.ts';
import { startControlPlane } from './control-plane.ts';

const until = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 120_000, interval: 250 });

interface Target {
  admin: ClusterTarget;
  stop: () => Promise<unknown>;
}

const targets: readonly { name: string; start: () => Promise<Target>; hasKubelets: boolean }[] = [
  { name: 'a real control plane', start: () => startControlPlane(), hasKubelets: false },
  { name: 'the simulator', start: () => startSimulator('empty', 'cluster'), hasKubelets: true },
];

const plural = (group: string, name: string): ResourceRef => ({
  group: `${group}.istio.io`,
  version: 'v1',
  plural: name,
  namespaced: true,
});

const program = (
  name: string,
  namespace: string,
  { labels, containers }: { labels: object; containers: object[] },
) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, labels },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
});
const service = (name: string, namespace: string, selector: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector, ports: [{ name: 'http', port: 80 }] },
});
const proxy = (version: string) => ({ name: 'istio-proxy', image: `docker.io/istio/proxyv2:${version}` });
const app = (name: string, version: string) => ({
  labels: { app: name, version: 'v1' },
  containers: [{ name: 'main', image: `ghcr.io/harbour/${name}:1.0.0` }, proxy(version)],
});
const gatewayLabels = { app: 'istio-ingressgateway', istio: 'ingressgateway' };

const workloads = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  program('istiod', 'istio-system', {
    labels: { app: 'istiod' },
    containers: [{ name: 'discovery', image: 'docker.io/istio/pilot:1.24.2' }],
  }),
  program('istio-ingressgateway', 'istio-system', { labels: gatewayLabels, containers: [proxy('1.24.2')] }),
  service('istio-ingressgateway', 'istio-system', gatewayLabels),
  program('catalog', 'shop', app('catalog', '1.24.2')),
  program('orders', 'shop', app('orders', '1.22.8')),
  service('catalog', 'shop', { app: 'catalog' }),
];

const to = (host: string, subset?: string) => ({ destination: { host, ...(subset === undefined ? {} : { subset }) } });
const server = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example.com'] };
const configuration: readonly [string, string, string, object][] = [
  ['Gateway', 'gateways', 'shop', { selector: { istio: 'ingressgateway' }, servers: [server] }],
  ['Gateway', 'gateways', 'legacy', { selector: { istio: 'old' }, servers: [server] }],
  [
    'VirtualService',
    'virtualservices',
    'shop',
    { hosts: ['shop.example.com'], gateways: ['shop'], http: [{ route: [to('catalog', 'v1')] }] },
  ],
  [
    'VirtualService',
    'virtualservices',
    'lost',
    { hosts: ['lost.example.com'], gateways: ['shop'], http: [{ route: [to('nobody')] }] },
  ],
  [
    'DestinationRule',
    'destinationrules',
    'catalog',
    { host: 'catalog', subsets: [{ name: 'v1', labels: { version: 'v1' } }] },
  ],
];

describe.each(targets)('a mesh on $name', ({ start, hasKubelets }) => {
  let target: Target;
  let client: KubeClient;
  let running: RunningServer;

  beforeAll(async () => {
    target = await start();
    client = createClient(target.admin);
    running = await startServer([target.admin]);
  }, 300_000);
  afterAll(async () => {
    await running.close();
    await client.close();
    await target.stop();
  });

  const data = async (path: string) => {
    const { status, body } = await running.call('GET', path);
    expect([path, status, read(body, 'code')]).toEqual([path, 200, 200]);
    return read(body, 'data');
  };
  const console = async (path: string) => {
    const { status, body } = await running.call('GET', `/api/console/v1/clusters/1/${path}`);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };

  test('is said to be missing before its definitions are there', async () => {
    await until(async () => {
      const { status, body } = await running.call('GET', '/api/istio/gateway/list');
      expect([status, read(body, 'data.error_type')]).toEqual([404, 'IstioNotInstalled']);
    });
  });

  test('comes up with its definitions, programs and configuration', async () => {
    const definitions = findKindByName('apiextensions.k8s.io/v1', 'CustomResourceDefinition')!;
    for (const definition of istioDefinitions()) await client.create(definitions, definition as unknown as KubeObject);
    for (const object of workloads)
      await client.create(findKindByName(object.apiVersion, object.kind)!, object as KubeObject);
    for (const [kind, name, of, spec] of configuration)
      await until(() =>
        client
          .create(plural('networking', name), {
            apiVersion: 'networking.istio.io/v1',
            kind,
            metadata: { name: of, namespace: 'shop' },
            spec,
          } as KubeObject)
          .catch((error: unknown) => {
            // The first try may have got through though its answer did not.
            if (!String(error).includes('already exists')) throw error;
          }),
      );
    await until(async () => {
      const { items } = await client.list(podKind);
      expect(items.map((pod) => read(pod, 'status.phase'))).toEqual(['Running', 'Running', 'Running', 'Running']);
    });
    expect((await client.list(deploymentKind)).items.length).toBe(4);
  }, 300_000);

  test.each([
    ['gateway', ['legacy 40 critical', 'shop 100 healthy']],
    ['virtualservice', ['lost 40 critical', 'shop 100 healthy']],
    ['destinationrule', ['catalog 100 healthy']],
  ])('lists each %s with its health', async (kind, expected) => {
    await until(async () => {
      const list = read(await data(`/api/istio/${kind}/list?namespace=shop`), `${kind}s`) as unknown[];
      const told = list.map((one) =>
        ['name', 'health_score', 'health_status'].map((f) => String(read(one, f))).join(' '),
      );
      expect(told.sort()).toEqual(expected);
    });
  });

  test('describes what is wrong with one, and finds none where the namespace has none', async () => {
    await until(async () => {
      const lost = await data('/api/istio/virtualservice/detail?namespace=shop&virtualservice_name=lost');
      expect(read(lost, 'validation.is_valid')).toBe(false);
      expect(JSON.stringify(read(lost, 'validation.issues'))).toContain('nobody');
    });
    expect(read(await data('/api/istio/gateway/list?namespace=default'), 'count')).toBe(0);
  });

  test.each(['istiod', 'gateway'])('describes the workload %s', async (workload) => {
    await until(async () => {
      const detail = await data(`/istio/workloads/${workload}/detail`);
      expect(read(detail, 'version')).toBe('1.24.2');
      expect(read(detail, 'health.status')).toBe('healthy');
    });
    expect(read(await data(`/istio/workloads/${workload}/events`), 'namespace')).toBe('istio-system');
    const logs = await data(`/istio/workloads/${workload}/logs?lines=5`);
    expect(Array.isArray(read(logs, 'entries'))).toBe(true);
  });

  test('sums the health of all of it up', async () => {
    await until(async () => {
      const summary = await data('/istio/health/summary');
      expect(read(summary, 'overall.total_resources')).toBe(5);
      expect(read(summary, 'overall.status_distribution')).toMatchObject({ healthy: 3, critical: 2 });
    });
  });

  test('is judged by the same rules', async () => {
    await until(async () => {
      const { items } = (await console('findings?area=istio')) as {
        items: { code: string; object: { name: string } }[];
      };
      const told = items.filter(({ code }) => code !== 'ProxyOutOfSync').map(({ code, object }) => [code, object.name]);
      expect(told.map(([code, name]) => `${code} ${name?.split('-')[0]}`).sort()).toEqual([
        'GatewayWithoutWorkload legacy',
        'ProxyVersionSkew orders',
        'VirtualServiceUnknownDestination lost',
      ]);
    });
  });

  test('says of its proxies what istiod says, or why it cannot be asked', async () => {
    const mesh = await console('mesh');
    expect(read(mesh, 'proxy_total')).toBe(3);
    const { synced, unknown } = read(mesh, 'proxy_states') as Record<string, number>;
    expect([synced, unknown]).toEqual(hasKubelets ? [3, 0] : [0, 3]);
    const missing = read(mesh, 'missing') as { part: string; reason: string }[];
    expect(missing.map(({ part }) => part)).toEqual(hasKubelets ? [] : ['proxies']);
    for (const { reason } of missing) expect(reason).toMatch(/^istiod "istiod-[a-z0-9-]+" does not say: ./);
  });
});
