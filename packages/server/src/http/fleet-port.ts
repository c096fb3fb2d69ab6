import { qualifiedResource } from '@binnacle/kube/api';
import { rolloutKind } from '@binnacle/rollouts/api';
import type { Access, Action } from '../services/access/index.ts';
import type { ClusterRegistry } from '../services/clusters/index.ts';
import type { Caller } from '../services/operation.ts';
import type { FleetOverviewPort, Sight } from '../services/fleet/index.ts';
import type { FleetPort } from '../services/rollouts/index.ts';

/** What the caller may see of what the action asks for. */
const sightOf = (access: Pick<Access, 'check'>, caller: Caller, action: Action): Sight => {
  const decision = access.check(caller, action);
  return decision.allowed ? (decision.only ?? 'all') : undefined;
};

/** Where the Rollouts of all clusters come from: each cluster by the rights that the caller has there. */
export const createFleetPort = (
  registry: Pick<ClusterRegistry, 'list' | 'resolveFor'>,
  access: Pick<Access, 'check'>,
): FleetPort => ({
  clusters: () => registry.list().map(({ record: { id, name, enabled } }) => ({ id, name, enabled })),
  handle: (id, caller) => registry.resolveFor(id, caller),
  visible: (caller, cluster) =>
    sightOf(access, caller, {
      id: 'rollouts.fleet',
      verb: 'list',
      level: 'viewer',
      resource: qualifiedResource(rolloutKind),
      cluster,
      narrows: true,
    }),
});

/** What fleet overviews are made of: each part by the right to ask it of the cluster alone. */
const overviewParts = {
  metrics: { id: 'metrics.cluster', verb: 'cluster', resource: 'metrics', narrows: false },
  findings: { id: 'findings.list', verb: 'list', narrows: true },
} as const;

export const createFleetOverviewPort = (
  registry: Pick<ClusterRegistry, 'list' | 'resolveFor'>,
  access: Pick<Access, 'check'>,
): FleetOverviewPort => ({
  clusters: () =>
    registry
      .list()
      .map(({ record: { id, name }, status }) => ({ id, name, isConnected: status.state === 'connected' })),
  handle: (id, caller) => registry.resolveFor(id, caller),
  sight: (caller, cluster, part) => sightOf(access, caller, { ...overviewParts[part], level: 'viewer', cluster }),
});
