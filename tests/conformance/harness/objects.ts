import type { KubeObject, ObjectMeta, Status, StatusDetails, UnstructuredObject } from '@binnacle/kube/api';

const served = {
  '/api/v1': [
    ...['bindings', 'configmaps', 'endpoints', 'events', 'limitranges', 'namespaces', 'nodes'],
    ...['persistentvolumeclaims', 'persistentvolumes', 'pods', 'replicationcontrollers', 'resourcequotas', 'secrets'],
    ...['serviceaccounts', 'services'],
  ],
  '/apis/apps/v1': ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  '/apis/autoscaling/v2': ['horizontalpodautoscalers'],
  '/apis/batch/v1': ['cronjobs', 'jobs'],
  '/apis/authorization.k8s.io/v1': ['selfsubjectaccessreviews'],
  '/apis/coordination.k8s.io/v1': ['leases'],
  '/apis/discovery.k8s.io/v1': ['endpointslices'],
  '/apis/policy/v1': ['poddisruptionbudgets'],
  '/apis/rbac.authorization.k8s.io/v1': ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'],
  '/apis/scheduling.k8s.io/v1': ['priorityclasses'],
  '/apis/storage.k8s.io/v1': ['storageclasses'],
};

const prefixOf = new Map(Object.entries(served).flatMap(([prefix, names]) => names.map((name) => [name, prefix])));

/** The address of a kind, in a namespace when one is given; `rest` is `name` or `name/subresource`. */
export const at = (plural: string, ns?: string, rest?: string): string => {
  const prefix = prefixOf.get(plural);
  if (prefix === undefined) throw new Error(`harness/objects.ts does not know where ${plural} are served`);
  return [prefix, ...(ns === undefined ? [] : ['namespaces', ns]), plural, ...(rest === undefined ? [] : [rest])].join(
    '/',
  );
};

type Meta = Partial<ObjectMeta>;

export const configMap = (name: string, data: Record<string, string> = {}, meta: Meta = {}): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...meta },
  data,
});

/** A Pod of one container; `spec` replaces what it names. */
export const pod = (name: string, spec: Record<string, unknown> = {}, meta: Meta = {}): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...meta },
  spec: { containers: [{ name: 'main', image: 'example.com/web:1' }], terminationGracePeriodSeconds: 1, ...spec },
});

export const podTemplate = (labels: Record<string, string>, image = 'example.com/web:1') => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', image }], terminationGracePeriodSeconds: 1 },
});

export const replicaSet = (name: string, replicas: number, meta: Meta = {}): UnstructuredObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name, ...meta },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: podTemplate({ app: name }) },
});

export const deployment = (name: string, replicas: number, spec: Record<string, unknown> = {}): UnstructuredObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: podTemplate({ app: name }), ...spec },
});

/** The value at a dotted path; list items by index. Undefined where nothing is. */
export const read = (object: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], object);

export const names = (list: { items: readonly KubeObject[] }): string[] => list.items.map((item) => item.metadata.name);

/** An owner reference to an object, as a controller would write it. */
export const ownedBy = (owner: KubeObject, extra: Record<string, unknown> = {}) => [
  {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    ...extra,
  },
];

/** The whole Status of a refusal. A few of the real server's own slips carry no reason. */
export const failure = (
  code: number,
  reason: string | undefined,
  rest: { message: string; details?: StatusDetails },
): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: rest.message,
  ...(reason !== undefined && { reason }),
  ...(rest.details && { details: rest.details }),
  code,
});
