/** Namespaces and nodes. Source: Kubernetes API reference, core v1. */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf, firstText, wide } from './columns.ts';
import type { Loose } from './columns.ts';
import type { ResourceList } from './pod-spec.ts';

export interface Namespace extends KubeObject {
  spec?: { finalizers?: string[] };
  status?: {
    phase?: 'Active' | 'Terminating';
    conditions?: { type: string; status: string; reason?: string; message?: string; lastTransitionTime?: string }[];
  };
}

export interface Taint {
  key: string;
  value?: string;
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  timeAdded?: string;
}

export interface NodeCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastHeartbeatTime?: string;
  lastTransitionTime?: string;
}

export interface NodeSystemInfo {
  machineID: string;
  systemUUID: string;
  bootID: string;
  kernelVersion: string;
  osImage: string;
  containerRuntimeVersion: string;
  kubeletVersion: string;
  kubeProxyVersion: string;
  operatingSystem: string;
  architecture: string;
}

export interface Node extends KubeObject {
  spec: {
    podCIDR?: string;
    podCIDRs?: string[];
    providerID?: string;
    unschedulable?: boolean;
    taints?: Taint[];
  };
  status?: {
    capacity?: ResourceList;
    allocatable?: ResourceList;
    conditions?: NodeCondition[];
    addresses?: { type: string; address: string }[];
    daemonEndpoints?: { kubeletEndpoint?: { Port: number } };
    nodeInfo?: NodeSystemInfo;
    images?: { names?: string[]; sizeBytes?: number }[];
  };
}

const namespace = columnsOf<Namespace>();

export const namespaceKind: Kind = {
  group: '',
  version: 'v1',
  plural: 'namespaces',
  kind: 'Namespace',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  capabilities: [],
  selectableFields: ['status.phase'],
  columns: [namespace.text('Status', (o) => o.status?.phase ?? ''), age],
};

const node = columnsOf<Node>();

const ROLE_PREFIX = 'node-role.kubernetes.io/';

/** From the labels `node-role.kubernetes.io/<role>` and `kubernetes.io/role`, sorted. */
export const nodeRoles = (o: Loose<KubeObject>): string[] => {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(o.metadata?.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value) roles.add(value);
  }
  return [...roles].sort();
};

const nodeStatusText = (o: Loose<Node>): string => {
  const ready = o.status?.conditions?.find((c) => c.type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return o.spec?.unschedulable === true ? `${state},SchedulingDisabled` : state;
};

const address = (o: Loose<Node>, type: string): string =>
  firstText(o.status?.addresses?.find((a) => a.type === type)?.address, '<none>');

export const nodeKind: Kind = {
  group: '',
  version: 'v1',
  plural: 'nodes',
  kind: 'Node',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  capabilities: ['drainable'],
  selectableFields: ['spec.unschedulable'],
  columns: [
    node.text('Status', nodeStatusText),
    node.text('Roles', (o) => firstText(nodeRoles(o).join(','), '<none>')),
    age,
    node.text('Version', (o) => o.status?.nodeInfo?.kubeletVersion ?? ''),
    wide(node.text('Internal-IP', (o) => address(o, 'InternalIP'))),
    wide(node.text('External-IP', (o) => address(o, 'ExternalIP'))),
    wide(node.text('OS-Image', (o) => firstText(o.status?.nodeInfo?.osImage, '<unknown>'))),
    wide(node.text('Kernel-Version', (o) => firstText(o.status?.nodeInfo?.kernelVersion, '<unknown>'))),
    wide(node.text('Container-Runtime', (o) => firstText(o.status?.nodeInfo?.containerRuntimeVersion, '<unknown>'))),
  ],
};
