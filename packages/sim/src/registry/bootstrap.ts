import { toTime } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { textAt } from './json.ts';
import type { Registry } from './registry.ts';
import bootstrapJson from './schemas/bootstrap.gen.json' with { type: 'json' };
import { systemPriorities } from './strategies/scheduling.ts';

/** Source: Kubernetes docs, "Pod Priority and Preemption". */
const priorityDescriptions: Readonly<Record<string, string>> = {
  'system-node-critical': 'Used for system critical pods that must not be moved from their current node.',
  'system-cluster-critical':
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
};

/** What the server itself says about some of what it is born with. */
const conditionOf = ({ kind, spec }: UnstructuredObject): Record<string, string> | undefined => {
  if (kind === 'APIService')
    return {
      type: 'Available',
      status: 'True',
      reason: 'Local',
      message: 'Local APIServices are always available',
    };
  if (kind === 'ServiceCIDR')
    return { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' };
  if (kind !== 'FlowSchema') return undefined;
  const level = JSON.stringify(textAt(spec, 'priorityLevelConfiguration', 'name'));
  return {
    type: 'Dangling',
    status: 'False',
    reason: 'Found',
    message: `This FlowSchema references the PriorityLevelConfiguration object named ${level} and it exists`,
  };
};

const namedObject = (apiVersion: string, kind: string, name: string): UnstructuredObject => ({
  apiVersion,
  kind,
  metadata: { name },
});

const priorityClasses = (): UnstructuredObject[] =>
  Object.entries(systemPriorities).map(([name, value]) => ({
    ...namedObject('scheduling.k8s.io/v1', 'PriorityClass', name),
    value,
    description: priorityDescriptions[name],
  }));

const componentStatuses = (): UnstructuredObject[] =>
  ['controller-manager', 'scheduler', 'etcd-0'].map((name) => ({
    ...namedObject('v1', 'ComponentStatus', name),
    conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
  }));

const serviceNetwork: UnstructuredObject = {
  ...namedObject('networking.k8s.io/v1', 'ServiceCIDR', 'kubernetes'),
  metadata: { name: 'kubernetes', finalizers: ['networking.k8s.io/service-cidr-finalizer'] },
  spec: { cidrs: ['10.96.0.0/16'] },
};

const ownService: UnstructuredObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
  spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443, protocol: 'TCP' }] },
};

/** Where that Service leads: the machine of the control plane, which is no node here. */
const SERVER = '172.18.0.2';
const serverPort = { name: 'https', port: 6443, protocol: 'TCP' };

const ownEndpoints: UnstructuredObject = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
  },
  subsets: [{ addresses: [{ ip: SERVER }], ports: [serverPort] }],
};

const ownSlice: UnstructuredObject = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: [SERVER], conditions: { ready: true } }],
  ports: [serverPort],
};

/**
 * What kube-apiserver makes at its start where it is missing: system namespaces, roles and bindings, classes, flow schemas, API
 * services, its own Service.
 */
export const bootstrap = (registry: Registry): void => {
  const make = (path: string, object: UnstructuredObject): void => {
    const [group = '', version = '', plural = ''] = path.split('/');
    const store = registry.find({ group, version, plural });
    if (store === undefined || registry.entry(store.resource, object.metadata) !== undefined) return;
    const by = { fieldManager: 'kube-apiserver' };
    const made = store.create(object.metadata.namespace, object, by).object;
    const condition = conditionOf(object);
    if (condition === undefined) return;
    const lastTransitionTime = toTime(registry.clock.now());
    store.update(
      { name: made.metadata.name },
      { ...made, status: { conditions: [{ ...condition, lastTransitionTime }] } },
      { ...by, subresource: 'status' },
    );
  };
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system'])
    make('/v1/namespaces', namedObject('v1', 'Namespace', name));
  for (const [path, object] of Object.entries(bootstrapJson as unknown as Record<string, UnstructuredObject>))
    make(path, object);
  for (const each of priorityClasses()) make('scheduling.k8s.io/v1/priorityclasses', each);
  for (const each of componentStatuses()) make('/v1/componentstatuses', each);
  make('networking.k8s.io/v1/servicecidrs', serviceNetwork);
  make('/v1/services', ownService);
  make('/v1/endpoints', ownEndpoints);
  make('discovery.k8s.io/v1/endpointslices', ownSlice);
};
