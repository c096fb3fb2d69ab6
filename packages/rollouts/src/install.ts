/** What a cluster needs for the Rollout controller to run in it: definitions, rights, a Deployment's account and Service. */
import type { Kind, KubeObject } from '@binnacle/kube/api';
import {
  clusterRoleBindingKind,
  clusterRoleKind,
  customResourceDefinitionKind,
  namespaceKind,
  roleBindingKind,
  roleKind,
  serviceAccountKind,
  serviceKind,
} from '@binnacle/kube/api';
import { definitions } from './api/index.ts';

export interface Installed {
  kind: Kind;
  object: KubeObject;
}

export interface InstallOptions {
  /** Where the controller runs. */
  namespace: string;
}

/** Names of what is installed beside the definitions. */
export const installName = 'binnacle-rollouts';
export const webhookPort = 9876;

const all = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
const change = ['get', 'list', 'patch', 'update', 'watch'];
const read = ['get', 'list', 'watch'];

const rule = (apiGroup: string, resources: string[], verbs: string[]) => ({ apiGroups: [apiGroup], resources, verbs });
const withStatus = (...resources: string[]): string[] => resources.flatMap((name) => [name, `${name}/status`]);

/** Rules §8.4, as far as this controller needs them; one fact for the cluster and for its documentation. */
export const clusterRules = [
  rule('rollouts.kruise.io', withStatus('rollouts', 'batchreleases', 'rollouthistories', 'trafficroutings'), all),
  rule(
    'rollouts.kruise.io',
    ['rollouts', 'batchreleases', 'rollouthistories', 'trafficroutings'].map((name) => `${name}/finalizers`),
    ['update'],
  ),
  rule('apps', ['deployments', 'replicasets'], all),
  rule('apps', ['replicasets/scale'], ['update']),
  // Owners of what has blockOwnerDeletion.
  rule('apps', ['deployments/finalizers'], ['update']),
  rule('apps', ['statefulsets', 'daemonsets'], change),
  rule('apps', ['controllerrevisions'], read),
  rule('apps.kruise.io', ['clonesets', 'statefulsets', 'daemonsets'], change),
  rule('', ['pods'], ['delete', ...change]),
  rule('', ['services'], all),
  rule('', ['configmaps'], read),
  rule('', ['events'], ['create', 'patch', 'update']),
  rule('networking.k8s.io', ['ingresses'], all),
  rule('gateway.networking.k8s.io', ['httproutes'], all),
  rule('networking.istio.io', ['virtualservices', 'destinationrules'], change),
  rule('autoscaling', ['horizontalpodautoscalers'], change),
  rule(
    'admissionregistration.k8s.io',
    ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
    ['create', ...change],
  ),
  rule('apiextensions.k8s.io', ['customresourcedefinitions'], ['create', ...change]),
  rule('coordination.k8s.io', ['leases'], read),
] as const;

const leaseRules = [rule('coordination.k8s.io', ['leases'], all)];

/** In the order in which they are applied. Conversion and webhooks are registered by the controller when it starts. */
export const installation = ({ namespace }: InstallOptions): readonly Installed[] => {
  const labels = { 'app.kubernetes.io/name': installName, 'app.kubernetes.io/managed-by': 'binnacle' };
  const own = { name: installName, namespace, labels };
  const wide = { name: installName, labels };
  const subjects = [{ kind: 'ServiceAccount', name: installName, namespace }];
  const rbac = 'rbac.authorization.k8s.io';
  const object = (kind: Kind, metadata: object, rest: object = {}): Installed => {
    const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
    return { kind, object: { apiVersion, kind: kind.kind, metadata, ...rest } as KubeObject };
  };
  return [
    object(namespaceKind, { name: namespace, labels }),
    ...definitions().map((definition) => ({ kind: customResourceDefinitionKind, object: definition })),
    object(serviceAccountKind, own),
    object(clusterRoleKind, wide, { rules: clusterRules }),
    object(clusterRoleBindingKind, wide, {
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: installName },
      subjects,
    }),
    object(roleKind, own, { rules: leaseRules }),
    object(roleBindingKind, own, { roleRef: { apiGroup: rbac, kind: 'Role', name: installName }, subjects }),
    object(serviceKind, own, {
      spec: {
        selector: { 'app.kubernetes.io/name': installName },
        ports: [{ name: 'webhooks', port: 443, targetPort: webhookPort }],
      },
    }),
  ];
};
