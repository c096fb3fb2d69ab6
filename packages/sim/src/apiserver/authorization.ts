/** Role-based access control over the stored roles and bindings. Source: Kubernetes docs, "Using RBAC Authorization". */
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Registry } from '../registry/index.ts';
import type { User } from './authentication.ts';

export interface Attributes {
  verb: string;
  /** Empty for the core group. */
  group?: string;
  /** Empty or absent when the request is about a path. */
  resource?: string;
  subresource?: string;
  name?: string;
  namespace?: string;
  path?: string;
}

export interface PolicyRule {
  verbs: readonly string[];
  apiGroups?: readonly string[];
  resources?: readonly string[];
  resourceNames?: readonly string[];
  nonResourceURLs?: readonly string[];
}

export interface Decision {
  allowed: boolean;
  /** Which binding allowed it. */
  reason: string;
}

export interface Authorizer {
  decide(user: User, attributes: Attributes): Decision;
  /** Every rule that holds for the user in a namespace, cluster-wide ones included. */
  rulesOf(user: User, namespace: string): readonly PolicyRule[];
}

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

interface Binding extends UnstructuredObject {
  roleRef: { kind: string; name: string };
  subjects?: Subject[];
}

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(value));

const resourceMatches = (rule: PolicyRule, resource: string, subresource: string | undefined): boolean => {
  const wanted = subresource === undefined || subresource === '' ? resource : `${resource}/${subresource}`;
  return (
    has(rule.resources, wanted) ||
    (subresource !== undefined && subresource !== '' && rule.resources?.includes(`*/${subresource}`) === true)
  );
};

const pathMatches = (rule: PolicyRule, path: string): boolean =>
  rule.nonResourceURLs?.some(
    (url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))),
  ) === true;

/** Whether one rule allows what is asked. */
export const ruleAllows = (rule: PolicyRule, asked: Attributes): boolean => {
  if (!has(rule.verbs, asked.verb)) return false;
  if (asked.path !== undefined) return pathMatches(rule, asked.path);
  return (
    has(rule.apiGroups, asked.group ?? '') &&
    resourceMatches(rule, asked.resource ?? '', asked.subresource) &&
    (rule.resourceNames === undefined ||
      rule.resourceNames.length === 0 ||
      rule.resourceNames.includes(asked.name ?? ''))
  );
};

const names = (subject: Subject, user: User, bindingNamespace: string | undefined): boolean => {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount':
      return `system:serviceaccount:${subject.namespace ?? bindingNamespace ?? ''}:${subject.name}` === user.name;
    default:
      return false;
  }
};

const subjectText = (subject: Subject): string =>
  subject.kind === 'ServiceAccount'
    ? `ServiceAccount "${subject.name}/${subject.namespace ?? ''}"`
    : `${subject.kind} "${subject.name}"`;

export const createAuthorizer = (registry: Registry): Authorizer => {
  const group = 'rbac.authorization.k8s.io';
  const bucket = (plural: string) => `${group}/${plural}`;
  const objects = (plural: string, prefix = '') =>
    registry.store.range(bucket(plural), prefix).map((entry) => entry.object as Binding);

  const rulesOfRole = (ref: { kind: string; name: string }, namespace: string | undefined): readonly PolicyRule[] => {
    const entry =
      ref.kind === 'ClusterRole'
        ? registry.store.get(bucket('clusterroles'), ref.name)
        : registry.store.get(bucket('roles'), `${namespace ?? ''}/${ref.name}`);
    return (entry?.object.rules as PolicyRule[] | undefined) ?? [];
  };

  /** Visits the rules that hold for the user until told to stop. */
  const visit = (
    user: User,
    namespace: string | undefined,
    found: (rule: PolicyRule, why: () => string) => boolean,
  ): void => {
    const bindings = objects('clusterrolebindings').map((binding) => ({ binding, scoped: false }));
    if (namespace !== undefined && namespace !== '')
      bindings.push(...objects('rolebindings', `${namespace}/`).map((binding) => ({ binding, scoped: true })));
    for (const { binding, scoped } of bindings) {
      const subject = binding.subjects?.find((s) => names(s, user, binding.metadata.namespace));
      if (subject === undefined) continue;
      const why = () =>
        scoped
          ? `RBAC: allowed by RoleBinding "${binding.metadata.name}/${binding.metadata.namespace ?? ''}" of ${binding.roleRef.kind} "${binding.roleRef.name}" to ${subjectText(subject)}`
          : `RBAC: allowed by ClusterRoleBinding "${binding.metadata.name}" of ${binding.roleRef.kind} "${binding.roleRef.name}" to ${subjectText(subject)}`;
      for (const rule of rulesOfRole(binding.roleRef, binding.metadata.namespace)) if (found(rule, why)) return;
    }
  };

  return {
    decide: (user, attributes) => {
      // As kube-apiserver: this group is above all policy.
      if (user.groups.includes('system:masters')) return { allowed: true, reason: '' };
      let decision: Decision = { allowed: false, reason: '' };
      visit(user, attributes.path === undefined ? attributes.namespace : undefined, (rule, why) => {
        if (!ruleAllows(rule, attributes)) return false;
        decision = { allowed: true, reason: why() };
        return true;
      });
      return decision;
    },
    rulesOf: (user, namespace) => {
      const rules: PolicyRule[] = [];
      visit(user, namespace, (rule) => {
        rules.push(rule);
        return false;
      });
      return rules;
    },
  };
};

/** The words after "is forbidden: " that kube-apiserver uses. */
export const denial = (user: User, asked: Attributes): string => {
  const who = `User ${JSON.stringify(user.name)} cannot ${asked.verb}`;
  if (asked.path !== undefined) return `${who} path ${JSON.stringify(asked.path)}`;
  const what =
    asked.subresource === undefined || asked.subresource === ''
      ? asked.resource
      : `${asked.resource ?? ''}/${asked.subresource}`;
  const where =
    asked.namespace === undefined || asked.namespace === ''
      ? 'at the cluster scope'
      : `in the namespace ${JSON.stringify(asked.namespace)}`;
  return `${who} resource ${JSON.stringify(what)} in API group ${JSON.stringify(asked.group ?? '')} ${where}`;
};
