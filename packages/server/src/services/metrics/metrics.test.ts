import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock, createSystemClock } from '@binnacle/kube/clock';
import type { Interceptor } from '@binnacle/kube/client';
import { eventually, startTestCluster, type TestCluster } from '../testing/cluster.ts';
import { namespaceObject } from '../testing/objects.ts';
import { serviceUnavailable } from '@binnacle/kube/api';
import type { PrometheusReader, RangeQuery } from '../prometheus/index.ts';
import type { CallContext } from '../operation.ts';
import { createMetricsOperations } from './index.ts';

const noPrometheus: PrometheusReader = {
  find: () => ({ reason: 'no Prometheus is known' }),
  query: () => Promise.reject(serviceUnavailable('none')),
  queryRange: () => Promise.reject(serviceUnavailable('none')),
};

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
    const operations = createMetricsOperations({ clock: createSystemClock(), prometheus: noPrometheus });
    const cart = await eventually(async () => {
      const fresh = createMetricsOperations({ clock: createSystemClock(), prometheus: noPrometheus });
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
    const { items: most } = await cluster.run(operations.pods, { top: 'cpu', limit: 2 });
    expect(most.length).toBeLessThanOrEqual(2);
    expect(most[0]!.used!.cpu).toBeGreaterThanOrEqual(most.at(-1)!.used?.cpu ?? 0);
    const whole = await cluster.run(operations.cluster, {});
    expect(whole).toMatchObject({ nodes: { total: 3, ready: 3 }, pods: { phases: { Running: expect.any(Number) } } });
    expect(whole.cpu.total).toBe(nodes.reduce((total, { cpu }) => total + cpu.total, 0));
    const { samples } = await cluster.run(operations.stats, { rangeMs: 3_600_000 });
    expect(samples).toMatchObject([{ pods: expect.any(Number), cpu: expect.any(Number) }]);

    const used = { used: expect.any(Number) as number };
    const ofPods = { of: 'pods' as const, names: ['shop/cart', 'shop/nobody'] };
    const pods = await cluster.run(operations.usage, ofPods);
    expect(pods.items).toEqual({
      'shop/cart': {
        cpu: { ...used, request: 0.25, limit: 1 },
        memory: { ...used, request: 64 * 2 ** 20, limit: 128 * 2 ** 20 },
      },
    });
    const ofNodes = { of: 'nodes' as const, names: [home.name] };
    const { items: usage } = await cluster.run(operations.usage, ofNodes);
    expect(usage).toMatchObject({ [home.name]: { cpu: { ...used, limit: home.cpu.total } } });
    // Whoever is limited to other namespaces sees neither.
    const limited = {
      cluster: cluster.registry.resolve(undefined),
      signal: new AbortController().signal,
      visible: { id: 'others', test: (namespace: string) => namespace !== 'shop' },
    } as unknown as CallContext;
    for (const asked of [ofPods, ofNodes]) expect((await operations.usage.run(asked, limited)).items).toEqual({});
  });

  it('are remembered between answers, and say that there is no source until there is one', async () => {
    const clock = createManualClock();
    const operations = createMetricsOperations({ clock, prometheus: noPrometheus });
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
    const operations = createMetricsOperations({ clock: createSystemClock(), prometheus: noPrometheus });
    await expect(cluster.run(operations.nodes, { name: 'nobody' })).rejects.toMatchObject({ reason: 'NotFound' });
    await expect(cluster.run(operations.pods, { namespace: 'nowhere' })).rejects.toMatchObject({
      reason: 'NamespaceNotFound',
    });
  });

  const range = { rangeMs: 3_600_000 };
  const cart = { scope: 'pod', namespace: 'shop', name: 'cart', ...range } as const;

  it('are drawn from what the metrics API has said, where no Prometheus is', async () => {
    const operations = createMetricsOperations({ clock: createSystemClock(), prometheus: noPrometheus });
    const drawn = await eventually(async () => {
      const fresh = createMetricsOperations({ clock: createSystemClock(), prometheus: noPrometheus });
      const output = await cluster.run(fresh.charts, cart);
      return (output.charts[0]?.series.length ?? 0) === 2 ? output : undefined;
    });
    expect(drawn.source).toEqual({ type: 'metrics-server' });
    expect(drawn.charts.map(({ id, unit }) => `${id} ${unit}`)).toEqual(['cpu cores', 'memory bytes']);
    expect(drawn.charts[0]?.series.map(({ name }) => name).sort()).toEqual(['main', 'side']);
    // One of the two containers has no limit: the Pod has none as a whole, but for its stated requests.
    expect(drawn.charts[0]?.lines).toMatchObject({ requests: 0.25 });
    const node = await cluster.run(operations.charts, { scope: 'cluster', ...range });
    expect(node.charts[0]?.series).toMatchObject([{ name: '', points: [[expect.any(Number), expect.any(Number)]] }]);
    expect(node.charts[0]?.lines.capacity).toBeGreaterThan(1);
    const inNamespace = await cluster.run(operations.charts, { scope: 'namespace', namespace: 'shop', ...range });
    expect(inNamespace.charts[1]?.series).toMatchObject([{ name: '' }]);
  });

  it('are drawn from Prometheus, by Pod, and say of which there is no answer', async () => {
    const asked: RangeQuery[] = [];
    const prometheus: PrometheusReader = {
      ...noPrometheus,
      find: () => ({ url: 'http://prometheus' }),
      queryRange: (_cluster, query) => {
        asked.push(query);
        if (query.query.includes('memory')) return Promise.reject(serviceUnavailable('it is tired'));
        const points = [[query.start, 1] as const, [query.end, NaN] as const];
        return Promise.resolve([
          { labels: { pod: 'web-7d4-abcde' }, points },
          { labels: { pod: 'web-7d4-fghij' }, points: [[query.end, 2]] },
        ]);
      },
    };
    const { charts } = createMetricsOperations({ clock: createSystemClock(), prometheus });
    const output = await cluster.run(charts, {
      scope: 'workload',
      kind: 'deployments.apps',
      namespace: 'shop',
      name: 'web',
      ...range,
    });
    expect(output.source).toEqual({ type: 'prometheus' });
    expect(output.end - output.start).toBe(3_600_000);
    expect(output.charts.map(({ id, problem }) => [id, problem])).toEqual([
      ['cpu', undefined],
      ['memory', 'it is tired'],
      ['receive', undefined],
      ['transmit', undefined],
    ]);
    expect(output.charts[0]?.series).toEqual([
      { name: 'web-7d4-fghij', points: [[output.end, 2]] },
      { name: 'web-7d4-abcde', points: [[output.start, 1]] },
    ]);
    expect(asked[0]?.query).toBe(
      'sum by (pod) (rate(container_cpu_usage_seconds_total{namespace="shop",pod=~"web-[a-z0-9]{5,10}-[a-z0-9]{5}",container!="",container!="POD"}[300s]))',
    );
    expect(asked.every(({ stepMs, start, end }) => (end - start) / stepMs <= 240)).toBe(true);
  });

  it('fall back when Prometheus is of no use, and say why', async () => {
    const prometheus: PrometheusReader = { ...noPrometheus, find: () => ({ url: 'http://prometheus' }) };
    const { charts } = createMetricsOperations({ clock: createSystemClock(), prometheus });
    expect(await cluster.run(charts, cart)).toMatchObject({ source: { type: 'metrics-server' }, problem: 'none' });
    asked.isServed = false;
    const none = createMetricsOperations({ clock: createSystemClock(), prometheus: noPrometheus });
    expect(await cluster.run(none.charts, cart)).toMatchObject({
      source: { type: 'none', reason: expect.stringContaining('no Prometheus is known') },
      charts: [],
    });
    asked.isServed = true;
  });

  it.each([
    [{ scope: 'pod', namespace: 'shop' }, 'name is required for the scope pod'],
    [{ scope: 'workload', namespace: 'shop', name: 'web', kind: 'services' }, 'kind must be one of deployments.apps'],
  ] as const)('are refused for %j', async (input, message) => {
    const { charts } = createMetricsOperations({ clock: createSystemClock(), prometheus: noPrometheus });
    await expect(cluster.run(charts, { ...input, ...range })).rejects.toMatchObject({
      code: 400,
      message: expect.stringContaining(message),
    });
  });
});
