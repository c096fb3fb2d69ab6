/** What objects say of other objects: owners, mounted configuration, backends, claims. Source: Kubernetes API reference. */
import type { Kind } from './kind.ts';
import { findKindByName } from './kinds/index.ts';
import type { UnstructuredObject } from './object.ts';

export type Relation =
  | 'owner'
  | 'mounts'
  | 'environment'
  | 'pullSecret'
  | 'account'
  | 'node'
  | 'priority'
  | 'governing'
  | 'class'
  | 'volume'
  | 'claim'
  | 'backend'
  | 'certificate'
  | 'target'
  | 'role'
  | 'subject';

export interface Reference {
  relation: Relation;
  apiVersion: string;
  kind: string;
  /** Absent for what lies in no namespace. */
  namespace?: string;
  name: string;
  /** The object goes without it. */
  optional: boolean;
}

/** Where a reference is: `path` leads to objects (`[]` to all items of a list) whose field `name` names the other one. */
interface Place {
  path: string;
  name: string;
  relation: Relation;
  /** `v1 ConfigMap`; read from the place itself when absent. */
  to?: string;
  /** The API group of references that name a kind without a version. */
  version?: string;
}

const ofContainers = (containers: string): Place[] => [
  { path: `${containers}[].envFrom[].configMapRef`, name: 'name', relation: 'environment', to: 'v1 ConfigMap' },
  { path: `${containers}[].envFrom[].secretRef`, name: 'name', relation: 'environment', to: 'v1 Secret' },
  {
    path: `${containers}[].env[].valueFrom.configMapKeyRef`,
    name: 'name',
    relation: 'environment',
    to: 'v1 ConfigMap',
  },
  { path: `${containers}[].env[].valueFrom.secretKeyRef`, name: 'name', relation: 'environment', to: 'v1 Secret' },
];

/** Below a Pod's spec. */
const ofPodSpec: readonly Place[] = [
  { path: 'volumes[].configMap', name: 'name', relation: 'mounts', to: 'v1 ConfigMap' },
  { path: 'volumes[].secret', name: 'secretName', relation: 'mounts', to: 'v1 Secret' },
  { path: 'volumes[].persistentVolumeClaim', name: 'claimName', relation: 'mounts', to: 'v1 PersistentVolumeClaim' },
  { path: 'volumes[].projected.sources[].configMap', name: 'name', relation: 'mounts', to: 'v1 ConfigMap' },
  { path: 'volumes[].projected.sources[].secret', name: 'name', relation: 'mounts', to: 'v1 Secret' },
  ...ofContainers('initContainers'),
  ...ofContainers('containers'),
  { path: 'imagePullSecrets[]', name: 'name', relation: 'pullSecret', to: 'v1 Secret' },
  { path: '', name: 'serviceAccountName', relation: 'account', to: 'v1 ServiceAccount' },
  { path: '', name: 'nodeName', relation: 'node', to: 'v1 Node' },
  { path: '', name: 'priorityClassName', relation: 'priority', to: 'scheduling.k8s.io/v1 PriorityClass' },
];

const below = (parent: string, places: readonly Place[]): Place[] =>
  places.map((place) => ({ ...place, path: place.path === '' ? parent : `${parent}.${place.path}` }));

const ofTemplate = below('spec.template.spec', ofPodSpec);
const rbac = 'rbac.authorization.k8s.io/v1';
const ofBinding: readonly Place[] = [
  { path: 'roleRef', name: 'name', relation: 'role', version: rbac },
  { path: 'subjects[]', name: 'name', relation: 'subject', version: 'v1' },
];

const ofKinds: Readonly<Record<string, readonly Place[]>> = {
  Pod: below('spec', ofPodSpec),
  Deployment: ofTemplate,
  ReplicaSet: ofTemplate,
  DaemonSet: ofTemplate,
  Job: ofTemplate,
  ReplicationController: ofTemplate,
  StatefulSet: [...ofTemplate, { path: 'spec', name: 'serviceName', relation: 'governing', to: 'v1 Service' }],
  CronJob: below('spec.jobTemplate.spec.template.spec', ofPodSpec),
  Ingress: [
    { path: 'spec', name: 'ingressClassName', relation: 'class', to: 'networking.k8s.io/v1 IngressClass' },
    { path: 'spec.defaultBackend.service', name: 'name', relation: 'backend', to: 'v1 Service' },
    { path: 'spec.rules[].http.paths[].backend.service', name: 'name', relation: 'backend', to: 'v1 Service' },
    { path: 'spec.tls[]', name: 'secretName', relation: 'certificate', to: 'v1 Secret' },
  ],
  PersistentVolumeClaim: [
    { path: 'spec', name: 'volumeName', relation: 'volume', to: 'v1 PersistentVolume' },
    { path: 'spec', name: 'storageClassName', relation: 'class', to: 'storage.k8s.io/v1 StorageClass' },
  ],
  PersistentVolume: [
    { path: 'spec.claimRef', name: 'name', relation: 'claim', to: 'v1 PersistentVolumeClaim' },
    { path: 'spec', name: 'storageClassName', relation: 'class', to: 'storage.k8s.io/v1 StorageClass' },
  ],
  HorizontalPodAutoscaler: [{ path: 'spec.scaleTargetRef', name: 'name', relation: 'target' }],
  EndpointSlice: [{ path: 'endpoints[].targetRef', name: 'name', relation: 'target', version: 'v1' }],
  ServiceAccount: [
    { path: 'secrets[]', name: 'name', relation: 'mounts', to: 'v1 Secret' },
    { path: 'imagePullSecrets[]', name: 'name', relation: 'pullSecret', to: 'v1 Secret' },
  ],
  RoleBinding: ofBinding,
  ClusterRoleBinding: ofBinding,
};

const ofAll: readonly Place[] = [{ path: 'metadata.ownerReferences[]', name: 'name', relation: 'owner' }];

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectsAt = (root: unknown, path: string): Fields[] => {
  let found: unknown[] = [root];
  for (const step of path === '' ? [] : path.split('.')) {
    const isList = step.endsWith('[]');
    const field = isList ? step.slice(0, -2) : step;
    const values = found.map((item) => (isFields(item) ? item[field] : undefined));
    found = isList ? values.flatMap((value) => (Array.isArray(value) ? value : [])) : values;
  }
  return found.filter(isFields);
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Everything that an object of the kind refers to by name, each once, in the order of its fields. */
export const referencesOf = (kind: Pick<Kind, 'kind'>, object: UnstructuredObject): Reference[] => {
  const found = new Map<string, Reference>();
  for (const place of [...ofAll, ...(ofKinds[kind.kind] ?? [])]) {
    for (const holder of objectsAt(object, place.path)) {
      const name = text(holder[place.name]);
      const [apiVersion = '', to = ''] = place.to?.split(' ') ?? [
        place.version ?? text(holder['apiVersion']),
        text(holder['kind']),
      ];
      const target = findKindByName(apiVersion, to);
      if (name === '' || to === '' || (place.relation === 'subject' && target === undefined)) continue;
      const namespace = text(holder['namespace']) || object.metadata.namespace;
      const isNamespaced = target?.namespaced ?? true;
      const reference: Reference = {
        relation: place.relation,
        apiVersion,
        kind: to,
        ...(isNamespaced && namespace !== undefined ? { namespace } : {}),
        name,
        optional: holder['optional'] === true,
      };
      const key = `${apiVersion} ${to} ${reference.namespace ?? ''} ${name} ${place.relation === 'owner' ? 'owner' : ''}`;
      if (!found.has(key)) found.set(key, reference);
    }
  }
  return [...found.values()];
};
