/** The rbac.authorization.k8s.io group. Source: Kubernetes API reference, rbac.authorization.k8s.io/v1. */
import type { LabelSelector } from '../label-selector.ts';
import type { Column, Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf, createdAt, wide } from './columns.ts';
import type { Loose } from './columns.ts';

export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

export interface Subject {
  kind: 'User' | 'Group' | 'ServiceAccount';
  apiGroup?: string;
  name: string;
  namespace?: string;
}

export interface RoleRef {
  apiGroup: string;
  kind: 'Role' | 'ClusterRole';
  name: string;
}

export interface Role extends KubeObject {
  rules: PolicyRule[] | null;
}

export interface ClusterRole extends KubeObject {
  rules: PolicyRule[] | null;
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
}

export interface RoleBinding extends KubeObject {
  subjects?: Subject[];
  roleRef: RoleRef;
}

export interface ClusterRoleBinding extends KubeObject {
  subjects?: Subject[];
  roleRef: RoleRef;
}

const rbac = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  shortNames: [],
  categories: [],
  capabilities: [],
} as const;
const binding = columnsOf<RoleBinding>();

const subjectsText = (o: Loose<RoleBinding>, kind: Subject['kind']): string =>
  (o.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(({ name = '', namespace = '' }) => (kind === 'ServiceAccount' ? `${namespace}/${name}` : name))
    .join(', ');

const bindingColumns: readonly Column[] = [
  binding.text('Role', (o) => `${o.roleRef?.kind ?? ''}/${o.roleRef?.name ?? ''}`),
  age,
  wide(binding.text('Users', (o) => subjectsText(o, 'User'))),
  wide(binding.text('Groups', (o) => subjectsText(o, 'Group'))),
  wide(binding.text('ServiceAccounts', (o) => subjectsText(o, 'ServiceAccount'))),
];

export const roleKind: Kind = {
  ...rbac,
  plural: 'roles',
  kind: 'Role',
  singular: 'role',
  namespaced: true,
  columns: [createdAt],
};

export const clusterRoleKind: Kind = {
  ...rbac,
  plural: 'clusterroles',
  kind: 'ClusterRole',
  singular: 'clusterrole',
  namespaced: false,
  columns: [createdAt],
};

export const roleBindingKind: Kind = {
  ...rbac,
  plural: 'rolebindings',
  kind: 'RoleBinding',
  singular: 'rolebinding',
  namespaced: true,
  columns: bindingColumns,
};

export const clusterRoleBindingKind: Kind = {
  ...rbac,
  plural: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  singular: 'clusterrolebinding',
  namespaced: false,
  columns: bindingColumns,
};

export const rbacKinds: readonly Kind[] = [clusterRoleBindingKind, clusterRoleKind, roleBindingKind, roleKind];
