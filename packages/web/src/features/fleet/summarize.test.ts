import type { ClusterSummary } from '@binnacle/api';
import { expect, it } from 'vitest';
import { summarize } from './summarize.ts';

const cluster = (more: Partial<ClusterSummary>): ClusterSummary =>
  ({ enabled: true, health: 'healthy', ...more }) as ClusterSummary;

it('adds up what is known of the clusters that are in use', () => {
  const fleet = summarize([
    cluster({ version: 'v1.9.1', node_count: 3, pod_count: 40 }),
    cluster({ version: 'v1.34.4', node_count: 5 }),
    cluster({ version: 'v1.34.4', health: 'warning', pod_count: 2 }),
    cluster({ version: 'v1.2.0', enabled: false, node_count: 99 }),
  ]);
  expect(fleet).toEqual({
    healthy: 2,
    enabled: 3,
    nodes: 8,
    pods: 42,
    versions: [
      { version: 'v1.34.4', clusters: 2 },
      { version: 'v1.9.1', clusters: 1 },
    ],
  });
});
