import type { UnstructuredObject } from '@binnacle/kube/api';
import type { Registry } from './registry.ts';
import rbacJson from './schemas/rbac.gen.json' with { type: 'json' };

/** Source: Kubernetes docs, "Pod Priority and Preemption". */
const priorityClasses = [
  [
    'system-node-critical',
    2_000_001_000,
    'Used for system critical pods that must not be moved from their current node.',
  ],
  [
    'system-cluster-critical',
    2_000_000_000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ],
] as const;

/** What kube-apiserver makes at its first start: system namespaces, roles and bindings, classes, its own Service. */
export const bootstrap = (registry: Registry): void => {
  const make = (ref: { group: string; version: string; plural: string }, object: UnstructuredObject) =>
    registry.find(ref)?.create(object.metadata.namespace, object, { fieldManager: 'kube-apiserver' });
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system'])
    make(
      { group: '', version: 'v1', plural: 'namespaces' },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    );
  for (const [path, object] of Object.entries(rbacJson as unknown as Record<string, UnstructuredObject>))
    make({ group: 'rbac.authorization.k8s.io', version: 'v1', plural: path.slice(0, path.indexOf('/')) }, object);
  for (const [name, value, description] of priorityClasses)
    make(
      { group: 'scheduling.k8s.io', version: 'v1', plural: 'priorityclasses' },
      { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description },
    );
  make(
    { group: '', version: 'v1', plural: 'services' },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443, protocol: 'TCP' }] },
    },
  );
};
