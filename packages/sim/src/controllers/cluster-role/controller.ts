import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '@binnacle/kube/api';
import { createController } from '@binnacle/kube/controller';
import type { Informers } from '../../local/informers.ts';
import { selects } from '../../local/objects.ts';
import type { LabelSelector } from '../../local/objects.ts';
import type { ControllerContext } from '../../types.ts';

interface ClusterRole extends KubeObject {
  rules?: unknown[] | null;
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
}

const clusterRoles = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterroles',
  namespaced: false,
};

/** Rules of all roles that one of the selectors picks, by name, each once. */
const gather = (role: ClusterRole, all: readonly ClusterRole[]): unknown[] => {
  const rules: unknown[] = [];
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    const picked = all
      .filter(({ metadata }) => metadata.name !== role.metadata.name && selects(selector, metadata.labels))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    for (const rule of picked.flatMap((each) => each.rules ?? []))
      if (!rules.some((known) => isDeepStrictEqual(known, rule))) rules.push(rule);
  }
  return rules;
};

/** ClusterRoles made of others: `admin`, `edit` and `view` grow with what is labelled for them. */
export const startClusterRoleController = (context: ControllerContext, informers: Informers): (() => void) => {
  const { client, clock } = context;
  const roles = informers.of<ClusterRole>(clusterRoles);

  const controller = createController({
    name: 'clusterrole-aggregation',
    clock,
    concurrency: 1,
    reconcile: async (name) => {
      const role = client.get<ClusterRole>(clusterRoles, { name });
      if (role?.aggregationRule === undefined || role.metadata.deletionTimestamp !== undefined) return;
      const rules = gather(role, roles.all());
      if (!isDeepStrictEqual(role.rules ?? [], rules)) await client.update(clusterRoles, { ...role, rules });
    },
  });

  // Few roles are made of others, and any change may concern each of them.
  roles.subscribe(() => {
    for (const { metadata, aggregationRule } of roles.all())
      if (aggregationRule !== undefined) controller.enqueue(metadata.name);
  });
  return controller.close;
};
