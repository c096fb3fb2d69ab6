import { expect, it } from 'vitest';
import { createUsageCounters } from './counters.ts';
import type { UsingPod } from './usage.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const minute = 60_000;

const pod = (name: string): UsingPod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: `uid-${name}` },
  spec: {
    nodeName: 'node-1',
    containers: [{ name: 'app', image: 'acme/cart:1', resources: { requests: { cpu: '200m', memory: '100Mi' } } }],
  },
  status: { containerStatuses: [{ name: 'app', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }] },
});

const cpu = 'container_cpu_usage_seconds_total';

it('counts processor time from when a container began, as fast as it uses it, and never backwards', () => {
  const counters = createUsageCounters();
  const at = (now: number): Record<string, number> =>
    Object.fromEntries(
      counters
        .look(['node-1'], [pod('a')], now)
        .filter(({ name }) => name === cpu)
        .map(({ labels, value }) => [labels['pod'] ?? 'node', value]),
    );
  const first = at(start + 10 * minute);
  const second = at(start + 20 * minute);
  // 200m asked for: between 20 and 240 thousandths of a core.
  expect(first['a']).toBeGreaterThan(10 * 60 * 0.02);
  expect(first['a']).toBeLessThan(10 * 60 * 0.24);
  expect(second['a']! - first['a']!).toBeGreaterThan(10 * 60 * 0.02);
  expect(second['a']! - first['a']!).toBeLessThan(10 * 60 * 0.24);
  expect(second['node']! - first['node']!).toBeGreaterThan(second['a']! - first['a']!);
});

it('names every series as cAdvisor does, and leaves out what does not run', () => {
  const waiting = { ...pod('b'), status: {} };
  const samples = createUsageCounters().look(['node-1'], [pod('a'), waiting], start + 10 * minute);
  expect(samples.map(({ name, labels }) => `${name} ${labels['pod'] ?? labels['id'] ?? ''}`)).toEqual([
    `${cpu} a`,
    'container_memory_working_set_bytes a',
    'container_network_receive_bytes_total a',
    'container_network_transmit_bytes_total a',
    `${cpu} /`,
    'container_memory_working_set_bytes /',
    'container_network_receive_bytes_total /',
    'container_network_transmit_bytes_total /',
  ]);
  expect(samples.find(({ labels }) => labels['pod'] === 'a')?.labels).toEqual({
    namespace: 'shop',
    pod: 'a',
    container: 'app',
    image: 'acme/cart:1',
  });
});
