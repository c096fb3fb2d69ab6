import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createSimCaller } from './sim-caller.ts';
import type { SimCaller } from './sim-caller.ts';
import { startSim } from './start-sim.ts';
import type { Sim } from './types.ts';

let sim: Sim;
let caller: SimCaller;
beforeAll(async () => {
  sim = await startSim({ scenario: 'canary' });
  caller = createSimCaller(sim);
}, 120_000);
afterAll(async () => {
  caller.close();
  await sim.close();
});

interface Found {
  metric: Record<string, string>;
  value: [number, string];
}

/** Through the API server, as whoever has a kubeconfig reaches it. */
const query = async (text: string): Promise<Found[]> => {
  const path = '/api/v1/namespaces/monitoring/services/prometheus:80/proxy/api/v1/query';
  const { code, json } = await caller.call('GET', `${path}?query=${encodeURIComponent(text)}`);
  expect(code).toBe(200);
  return (json['data'] as { result: Found[] }).result;
};

const patient = { timeout: 90_000, interval: 250 };

it('scenario canary: requests from outside are counted by revision, from before the cluster came up', async () => {
  const [all] = await query('sum(rate(http_requests_total{namespace="shop",service="storefront"}[5m]))');
  expect(Number(all?.value[1])).toBeGreaterThan(15);
  expect(Number(all?.value[1])).toBeLessThan(25);
  const [failed] = await query('sum(http_requests_total{code!="200"}) or vector(0)');
  expect(Number(failed?.value[1])).toBe(0);
  const versions = await query('count by (version) (http_requests_total)');
  expect(versions.map(({ metric }) => metric['version'])).toEqual(['2.14.1']);
  const [slowest] = await query(
    'histogram_quantile(0.5, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))',
  );
  expect(Number(slowest?.value[1])).toBeLessThan(0.1);
}, 60_000);

it('scenario canary: what containers use is known by Pod and by node, for the hour before', async () => {
  const cpu = await query(
    'sum by (pod) (rate(container_cpu_usage_seconds_total{namespace="shop",pod=~"storefront-.+"}[5m]))',
  );
  expect(cpu.length).toBe(5);
  for (const { value } of cpu) expect(Number(value[1])).toBeGreaterThan(0);
  const [nodes] = await query('count(container_memory_working_set_bytes{id="/"})');
  expect(Number(nodes?.value[1])).toBeGreaterThan(1);
  const before = await query('container_memory_working_set_bytes{id="/"} offset 50m');
  expect(before.length).toBe(Number(nodes?.value[1]));
  const scraped = await caller.call('GET', `/api/v1/nodes/${before[0]?.metric['node']}/proxy/metrics/cadvisor`);
  expect(scraped.code).toBe(200);
  expect(scraped.text).toMatch(/^container_cpu_usage_seconds_total\{namespace="[^"]+",pod="[^"]+",container=/m);
}, 60_000);

it('scenario canary: the next version fails for a part of its requests', async () => {
  const image = 'ghcr.io/harbour/storefront:3.0.0-sim-errors-50';
  const containers = [{ name: 'storefront', image }];
  await caller.call('PATCH', '/apis/apps/v1/namespaces/shop/deployments/storefront', {
    type: 'application/strategic-merge-patch+json',
    body: { spec: { template: { spec: { containers } } } },
  });
  await vi.waitFor(async () => {
    const codes = await query('sum by (code) (http_requests_total{version="3.0.0-sim-errors-50"})');
    expect(codes.map(({ metric }) => metric['code']).sort()).toEqual(['200', '500']);
  }, patient);
}, 120_000);

it('scenario canary: a Service with no ready Pod answers 503', async () => {
  await caller.call('PATCH', '/apis/apps/v1/namespaces/shop/deployments/storefront', {
    type: 'application/merge-patch+json',
    body: { spec: { replicas: 0 } },
  });
  await vi.waitFor(async () => {
    const [refused] = await query('sum(http_requests_total{code="503",service="storefront"})');
    expect(Number(refused?.value[1])).toBeGreaterThan(0);
  }, patient);
}, 120_000);
