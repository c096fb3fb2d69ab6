/** Nobody grants more than they hold. Source: Kubernetes docs, "Privilege escalation prevention and bootstrapping". */
import { forbidden } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import type { User } from './authentication.ts';
import { ruleAllows } from './authorization.ts';
import type { PolicyRule } from './authorization.ts';
import type { ResourceCall } from './call.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** A rule taken apart until nothing in it is plural. */
const single = (rule: PolicyRule): PolicyRule[] => {
  if (rule.nonResourceURLs !== undefined && rule.nonResourceURLs.length > 0)
    return rule.verbs.flatMap((verb) =>
      rule.nonResourceURLs!.map((url) => ({ verbs: [verb], nonResourceURLs: [url] })),
    );
  const names = rule.resourceNames === undefined || rule.resourceNames.length === 0 ? [undefined] : rule.resourceNames;
  return (rule.apiGroups ?? []).flatMap((group) =>
    (rule.resources ?? []).flatMap((resource) =>
      names.flatMap((name) =>
        rule.verbs.map((verb) => ({
          verbs: [verb],
          apiGroups: [group],
          resources: [resource],
          ...(name === undefined ? {} : { resourceNames: [name] }),
        })),
      ),
    ),
  );
};

const isHeld = (wanted: PolicyRule, held: readonly PolicyRule[]): boolean => {
  const [verb = ''] = wanted.verbs;
  const [path] = wanted.nonResourceURLs ?? [];
  if (path !== undefined) return held.some((rule) => ruleAllows(rule, { verb, path }));
  const [resource = '', subresource] = (wanted.resources?.[0] ?? '').split('/', 2);
  const [name] = wanted.resourceNames ?? [];
  const asked = {
    verb,
    group: wanted.apiGroups?.[0] ?? '',
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(name === undefined ? {} : { name }),
  };
  return held.some(
    (rule) => (name !== undefined || (rule.resourceNames ?? []).length === 0) && ruleAllows(rule, asked),
  );
};

const quoted = (list: readonly string[]): string => `[${list.map((item) => JSON.stringify(item)).join(', ')}]`;

/** As kube-apiserver writes a rule. */
const ruleText = (rule: PolicyRule): string => {
  const parts = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['ResourceNames', rule.resourceNames],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['Verbs', rule.verbs],
  ] as const;
  return `{${parts.flatMap(([name, list]) => (list === undefined || list.length === 0 ? [] : [`${name}:${quoted(list)}`])).join(', ')}}`;
};

const missingOf = (rules: readonly PolicyRule[], held: readonly PolicyRule[]): PolicyRule[] =>
  rules.flatMap((rule) => {
    const missing = single(rule).filter((part) => !isHeld(part, held));
    const all = (field: 'verbs' | 'apiGroups' | 'resources' | 'resourceNames' | 'nonResourceURLs') => [
      ...new Set(missing.flatMap((part) => part[field] ?? [])),
    ];
    if (missing.length === 0) return [];
    return [
      {
        verbs: all('verbs'),
        apiGroups: all('apiGroups'),
        resources: all('resources'),
        resourceNames: all('resourceNames'),
        nonResourceURLs: all('nonResourceURLs'),
      },
    ];
  });

const userText = (user: User): string =>
  `user ${JSON.stringify(user.name)} (groups=[${user.groups.map((g) => JSON.stringify(g)).join(' ')}])`;

/** The check of a write to a role or binding; undefined where there is nothing to check. Throws Forbidden. */
export const escalationCheck = (call: ResourceCall): ((object: UnstructuredObject) => void) | undefined => {
  const { resource } = call.info;
  const { authorizer, registry } = call.context;
  if (resource.group !== GROUP || call.user.groups.includes('system:masters')) return undefined;
  const isRole = resource.plural.endsWith('roles');
  const verb = isRole ? 'escalate' : 'bind';
  return (object) => {
    const { name, namespace = '' } = object.metadata;
    const ref = object.roleRef as { kind: string; name: string } | undefined;
    const about = isRole
      ? { group: GROUP, resource: resource.plural, name }
      : { group: GROUP, resource: ref?.kind === 'ClusterRole' ? 'clusterroles' : 'roles', name: ref?.name ?? '' };
    if (authorizer.decide(call.user, { ...about, verb, namespace }).allowed) return;
    const bound = () => {
      const bucket = `${GROUP}/${about.resource}`;
      return registry.store.get(bucket, about.resource === 'roles' ? `${namespace}/${about.name}` : about.name)?.object;
    };
    const rules = ((isRole ? object : bound())?.rules ?? []) as PolicyRule[];
    const missing = missingOf(rules, authorizer.rulesOf(call.user, namespace));
    if (missing.length > 0)
      throw forbidden(
        resource,
        name,
        `${userText(call.user)} is attempting to grant RBAC permissions not currently held:\n${missing.map(ruleText).join('\n')}`,
      );
  };
};
