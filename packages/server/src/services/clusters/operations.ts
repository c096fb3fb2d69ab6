import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import type { ClusterRegistry, ClusterView } from './types.ts';

export interface ClusterOperations {
  list: Operation<Record<string, never>, readonly ClusterView[]>;
  get: Operation<Record<string, never>, ClusterView>;
}

/** Views hold the target with its credentials: encoders pick fields, they never spread. */
export const createClusterOperations = (registry: ClusterRegistry): ClusterOperations => ({
  list: {
    id: 'clusters.list',
    summary: 'All registered clusters with their connection state',
    effect: 'read',
    scope: 'global',
    access: 'viewer',
    input: Type.Object({}),
    run: async () => registry.list(),
  },
  get: {
    id: 'clusters.get',
    summary: 'One registered cluster with its connection state',
    effect: 'read',
    scope: 'cluster',
    access: 'viewer',
    input: Type.Object({}),
    run: async (_input, { cluster }) => registry.view(cluster.id),
  },
});
