import { qualifiedResource } from '@binnacle/kube/api';
import { rolloutKind } from '@binnacle/rollouts/api';
import type { Access } from '../services/access/index.ts';
import type { ClusterRegistry } from '../services/clusters/index.ts';
import type { FleetPort } from '../services/rollouts/index.ts';

/** Where the Rollouts of all clusters come from: each cluster by the rights that the caller has there. */
export const createFleetPort = (
  registry: Pick<ClusterRegistry, 'list' | 'resolveFor'>,
  access: Pick<Access, 'check'>,
): FleetPort => ({
  clusters: () => registry.list().map(({ record: { id, name, enabled } }) => ({ id, name, enabled })),
  handle: (id, caller) => registry.resolveFor(id, caller),
  visible: (caller, cluster) => {
    const decision = access.check(caller, {
      id: 'rollouts.fleet',
      verb: 'list',
      level: 'viewer',
      resource: qualifiedResource(rolloutKind),
      cluster,
      narrows: true,
    });
    return decision.allowed ? (decision.only ?? 'all') : undefined;
  },
});
