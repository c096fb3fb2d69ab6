import { expect, it } from 'vitest';
import { toTableColumns } from './columns.ts';
import { usageOfKind, withUsage } from './usage-columns.ts';

it('shows usage of Pods and nodes, and of nothing else', () => {
  expect(usageOfKind({ group: '', plural: 'pods' })).toBe('pods');
  expect(usageOfKind({ group: '', plural: 'nodes' })).toBe('nodes');
  expect(usageOfKind({ group: 'metrics.k8s.io', plural: 'pods' })).toBeUndefined();
});

it('puts usage behind the state', () => {
  const wire = ['Ready', 'Status', 'Restarts', 'Age'].map((name) => ({ name, type: 'string', priority: 0 }) as const);
  const ids = withUsage(toTableColumns(wire, false)).map(({ id }) => id);
  expect(ids).toEqual(['name', 'Ready', 'Status', 'Restarts', 'cpu', 'memory', 'Age']);
});
