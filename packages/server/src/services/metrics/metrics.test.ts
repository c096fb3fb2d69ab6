import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock, createSystemClock } from '@binnacle/kube/clock';
import type { Interceptor } from '@binnacle/kube/client';
import { eventually, startTestCluster, type TestCluster } from '../testing/cluster.ts';
import { namespaceObject } from '../testing/objects.ts';
import { createMetricsOperations } from './index.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'cart:1',
        resources: { requests: { cpu: '250m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
      },
      { name: 'side', image: 'side:1' },
    ],
  },
};

describe('metrics over metrics.k8s.io', () => {
  let cluster: TestCluster;
  /** Calls to metrics.k8s.io so far, and whether they are answered. */
  const asked = { count: 0, isServed: true };
  const interceptor: Interceptor = async (request, next) => {
    if (!request.path.startsWith('/apis/metrics.k8s.io')) return next(request);
    asked.count += 1;
    if (asked.isServed) return next(request);
    return next({ ...request, path: '/apis/metrics.none/v1beta1/nodes' });
  };
  beforeAll(async () => {
    cluster = await startTestCluster({ interceptor });
    await cluster.create(namespaceObject('shop'), pod as never);
  });
  afterAll(() => cluster.close());

  it('say what Pods use against what they asked for, and what nodes and the cluster have', async () => {
    const operations = createMetricsOperations(createSystemClock());
    const cart = await eventually(async () => {
      const fresh = createMetricsOperations(createSystemClock());
      const { items } = await cluster.run(fresh.pods, { namespace: 'shop', name: 'cart' });
      return items[0]?.used == null ? undefined : items[0];
    });
    expect(cart).toMatchObject({
      requests: { cpu: 0.25, memory: 64 * 2 ** 20 },
      limits: { cpu: 1, memory: 128 * 2 ** 20 },
    });
    expect(cart.containers.map(({ name }) => name).sort()).toEqual(['main', 'side']);
    expect(cart.used!.cpu).toBeGreaterThan(0);
    const { items: nodes, source } = await cluster.run(operations.nodes, {});
    expect(source.state).toBe('ready');
    expect(nodes.length).toBe(3);
    const home = nodes.find(({ name }) => name === cart.node)!;
    expect(home.requests.cpu).toBeGreaterThanOrEqual(0.25);
    expect(home.cpu.used).toBeGreaterThan(0);
    expect(home.cpu.total).toBeGreaterThan(home.cpu.used!);
    const whole = await cluster.run(operations.cluster, {});
    expect(whole).toMatchObject({ nodes: { total: 3, ready: 3 }, pods: { phases: { Running: expect.any(Number) } } });
    expect(whole.cpu.total).toBe(nodes.reduce((total, { cpu }) => total + cpu.total, 0));
    const { samples } = await cluster.run(operations.stats, { rangeMs: 3_600_000 });
    expect(samples).toMatchObject([{ pods: expect.any(Number), cpu: expect.any(Number) }]);
  });

  it('are remembered between answers, and say that there is no source until there is one', async () => {
    const clock = createManualClock();
    const operations = createMetricsOperations(clock);
    asked.isServed = false;
    asked.count = 0;
    const first = await cluster.run(operations.nodes, {});
    expect(first.source).toMatchObject({ state: 'none', reason: expect.stringContaining('install metrics-server') });
    expect(first.items).toMatchObject([{ cpu: { used: null } }, {}, {}]);
    const begun = asked.count;
    for (let i = 0; i < 5; i++) await cluster.run(operations.nodes, {});
    expect(asked.count).toBe(begun);
    asked.isServed = true;
    await clock.advance(30_000);
    await eventually(async () =>
      (await cluster.run(operations.nodes, {})).source.state === 'ready' ? true : undefined,
    );
    const known = asked.count;
    for (let i = 0; i < 5; i++) await cluster.run(operations.pods, { namespace: 'shop' });
    expect(asked.count).toBe(known);
  });

  it('say what is missing', async () => {
    const operations = createMetricsOperations(createSystemClock());
    await expect(cluster.run(operations.nodes, { name: 'nobody' })).rejects.toMatchObject({ reason: 'NotFound' });
    await expect(cluster.run(operations.pods, { namespace: 'nowhere' })).rejects.toMatchObject({
      reason: 'NamespaceNotFound',
    });
  });
});
