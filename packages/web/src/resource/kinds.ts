import type { WireKind } from '@binnacle/api';
import type { TextKey } from '../ui/text/text-key.ts';

/** `pods`, `deployments.apps`: as kubectl names it, since two groups may have the same plural. */
export const qualifiedPlural = ({ group, plural }: Pick<WireKind, 'group' | 'plural'>): string =>
  group === '' ? plural : `${plural}.${group}`;

/** Where a kind stands in the navigation, as operators think. */
export type KindGroup = 'workloads' | 'network' | 'storage' | 'configuration' | 'access' | 'cluster' | 'custom';

export const kindGroups: readonly { group: KindGroup; label: TextKey }[] = [
  { group: 'workloads', label: 'group.workloads' },
  { group: 'network', label: 'group.network' },
  { group: 'storage', label: 'group.storage' },
  { group: 'configuration', label: 'group.configuration' },
  { group: 'access', label: 'group.access' },
  { group: 'cluster', label: 'group.cluster' },
  { group: 'custom', label: 'group.custom' },
];

const coreGroups: Readonly<Record<string, KindGroup>> = {
  pods: 'workloads',
  replicationcontrollers: 'workloads',
  podtemplates: 'workloads',
  services: 'network',
  endpoints: 'network',
  persistentvolumes: 'storage',
  persistentvolumeclaims: 'storage',
  configmaps: 'configuration',
  secrets: 'configuration',
  resourcequotas: 'configuration',
  limitranges: 'configuration',
  serviceaccounts: 'access',
};

const apiGroups: Readonly<Record<string, KindGroup>> = {
  apps: 'workloads',
  batch: 'workloads',
  'apps.kruise.io': 'workloads',
  autoscaling: 'workloads',
  'networking.k8s.io': 'network',
  'discovery.k8s.io': 'network',
  'gateway.networking.k8s.io': 'network',
  'storage.k8s.io': 'storage',
  policy: 'configuration',
  'rbac.authorization.k8s.io': 'access',
  'coordination.k8s.io': 'cluster',
  'events.k8s.io': 'cluster',
  'scheduling.k8s.io': 'cluster',
  'apiextensions.k8s.io': 'cluster',
};

/** Inside a group: what is looked at most comes first, the rest by name. */
const prominence = [
  'pods',
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicasets',
  'jobs',
  'cronjobs',
  'services',
  'nodes',
  'namespaces',
];

export const groupOfKind = (kind: Pick<WireKind, 'group' | 'plural'>): KindGroup =>
  kind.group === '' ? (coreGroups[kind.plural] ?? 'cluster') : (apiGroups[kind.group] ?? 'custom');

const rank = (kind: WireKind): number => {
  const at = prominence.indexOf(kind.plural);
  return at < 0 ? prominence.length : at;
};

/** Kinds by navigation group, in order; groups without kinds are left out. */
export const groupKinds = (kinds: readonly WireKind[]): { group: KindGroup; label: TextKey; kinds: WireKind[] }[] =>
  kindGroups
    .map(({ group, label }) => ({
      group,
      label,
      kinds: kinds
        .filter((kind) => groupOfKind(kind) === group)
        .sort((a, b) => rank(a) - rank(b) || a.kind.localeCompare(b.kind)),
    }))
    .filter((entry) => entry.kinds.length > 0);

/** `Pods`, `NetworkPolicies`: the kind's own spelling with the plural's ending. Kubernetes words stay English. */
export const pluralOfKind = ({ kind, plural }: Pick<WireKind, 'kind' | 'plural'>): string => {
  const lower = kind.toLowerCase();
  let same = 0;
  while (same < plural.length && same < lower.length && plural[same] === lower[same]) same += 1;
  return kind.slice(0, same) + plural.slice(same);
};

/** The kind that an `apiVersion` and `kind` name, among those the cluster serves. */
export const findKind = (kinds: readonly WireKind[], apiVersion: string, kind: string): WireKind | undefined => {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return kinds.find((item) => item.kind === kind && item.group === group);
};
