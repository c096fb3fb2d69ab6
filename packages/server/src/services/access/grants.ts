import type { Caller } from '../operation.ts';
import { coversVerb } from './built-in.ts';
import { covers, coversAll, coversResource } from './pattern.ts';
import type { Action, BindingRecord, Grant, RoleRecord } from './types.ts';

/** Which namespaces of one cluster somebody may see. */
export interface NamespaceFilter {
  /** Equal for filters that let the same through. */
  id: string;
  test(namespace: string): boolean;
}

/** Allowed everywhere, in some namespaces only, or not at all. */
export type Decision = { allowed: true; only?: NamespaceFilter } | { allowed: false };

interface Policy {
  roles: ReadonlyMap<string, RoleRecord>;
  bindings: readonly BindingRecord[];
}

const everywhere = ['*'];

const grantsOf = (
  role: RoleRecord | undefined,
  from: Omit<Grant, keyof RoleRecord['rules'][number] | 'role'>,
): Grant[] => (role?.rules ?? []).map((rule) => ({ ...rule, role: role?.name ?? '', ...from }));

/** What roles alone allow, wherever. */
export const grantsOfRoles = (names: readonly string[], { roles }: Policy, through = 'account'): Grant[] =>
  names.flatMap((name) =>
    grantsOf(roles.get(name), { through, limits: { clusters: everywhere, namespaces: everywhere } }),
  );

/** What a user has: by the account's own roles, by bindings to the user, and by bindings to its groups. */
export const grantsOfUser = (
  { username, roles, groups = [] }: Pick<Caller, 'username' | 'roles' | 'groups'>,
  policy: Policy,
): Grant[] => [
  ...grantsOfRoles(roles, policy),
  ...policy.bindings
    .filter(({ subject: { kind, name } }) => (kind === 'user' ? name === username : groups.includes(name)))
    .flatMap(({ role, subject, clusters, namespaces }) =>
      grantsOf(policy.roles.get(role), {
        through: `${subject.kind} ${subject.name}`,
        limits: { clusters, namespaces },
      }),
    ),
];

const coversCluster = (grant: Grant, cluster: string): boolean =>
  covers(grant.clusters, cluster) && covers(grant.limits.clusters, cluster);
const coversNamespace = (grant: Grant, namespace: string): boolean =>
  covers(grant.namespaces, namespace) && covers(grant.limits.namespaces, namespace);
const coversEveryNamespace = (grant: Grant): boolean =>
  coversAll(grant.namespaces) && coversAll(grant.limits.namespaces);
const coversEveryCluster = (grant: Grant): boolean => coversAll(grant.clusters) && coversAll(grant.limits.clusters);

const allowed: Decision = { allowed: true };
const denied: Decision = { allowed: false };

/** Whether the grants allow an action. */
export const decide = (grants: readonly Grant[], action: Action): Decision => {
  const { cluster, namespaces, resource, narrows } = action;
  const fitting = grants.filter(
    (grant) => resource === undefined || (coversResource(grant.resources, resource) && coversVerb(grant.verbs, action)),
  );
  if (cluster === undefined) {
    const whole = (grant: Grant) => coversEveryCluster(grant) && coversEveryNamespace(grant);
    return fitting.some((grant) => narrows || whole(grant)) ? allowed : denied;
  }
  const here = fitting.filter((grant) => coversCluster(grant, cluster));
  if (here.some(coversEveryNamespace)) return allowed;
  if (namespaces !== undefined && namespaces.length > 0) {
    const isCovered = (namespace: string) => here.some((grant) => coversNamespace(grant, namespace));
    return namespaces.every(isCovered) ? allowed : denied;
  }
  if (!narrows || here.length === 0) return denied;
  const test = (namespace: string) => here.some((grant) => coversNamespace(grant, namespace));
  const id = JSON.stringify(here.map((grant) => [grant.namespaces, grant.limits.namespaces]));
  return { allowed: true, only: { id, test } };
};

/** What both allow. */
export const both = (one: Decision, other: Decision): Decision => {
  if (!one.allowed || !other.allowed) return denied;
  const [a, b] = [one.only, other.only];
  if (a === undefined) return other;
  if (b === undefined) return one;
  return {
    allowed: true,
    only: { id: `${a.id}&${b.id}`, test: (namespace) => a.test(namespace) && b.test(namespace) },
  };
};

/** True when the grants reach anything in the cluster. */
export const reaches = (grants: readonly Grant[], cluster: string): boolean =>
  grants.some((grant) => coversCluster(grant, cluster));

/** True when the grants allow everything, everywhere. */
export const isEverything = (grants: readonly Grant[]): boolean =>
  grants.some(
    (grant) =>
      coversEveryCluster(grant) &&
      coversEveryNamespace(grant) &&
      coversAll(grant.resources) &&
      grant.resources.includes('binnacle/*') &&
      (grant.verbs.includes('admin') || grant.verbs.includes('*')),
  );
