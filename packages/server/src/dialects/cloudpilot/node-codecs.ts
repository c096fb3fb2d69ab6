import {
  isConditionTrue,
  nodeRoles,
  quantityToNumber,
  type KubeObject,
  type Node,
  type ResourceList,
} from '@binnacle/kube/api';
import type { DescribedNode } from '../../services/observe/index.ts';
import type { Fields } from './fields.ts';
import { scoreFields } from './health-codecs.ts';
import { identity, metadataOf } from './metadata.ts';

const readyOf = ({ status }: Node): string => (isConditionTrue(status?.conditions, 'Ready') ? 'Ready' : 'NotReady');

const addressOf = ({ status }: Node, type: string): string | null =>
  status?.addresses?.find((address) => address.type === type)?.address ?? null;

const few = (list: ResourceList | undefined): Fields => ({
  cpu: list?.['cpu'] ?? null,
  memory: list?.['memory'] ?? null,
  pods: list?.['pods'] ?? null,
});

const all = (list: ResourceList | undefined): Fields => ({
  ...few(list),
  storage: list?.['storage'] ?? list?.['ephemeral-storage'] ?? null,
  ephemeral_storage: list?.['ephemeral-storage'] ?? null,
});

/** An item of `nodes/list`, without its age. */
export const nodeItem = (object: KubeObject): Fields => {
  const node = object as Node;
  const { nodeInfo } = node.status ?? {};
  return {
    name: node.metadata.name,
    status: readyOf(node),
    roles: nodeRoles(node),
    version: nodeInfo?.kubeletVersion ?? null,
    internal_ip: addressOf(node, 'InternalIP'),
    external_ip: addressOf(node, 'ExternalIP'),
    os_image: nodeInfo?.osImage ?? null,
    kernel_version: nodeInfo?.kernelVersion ?? null,
    container_runtime: nodeInfo?.containerRuntimeVersion ?? null,
    capacity: few(node.status?.capacity),
    allocatable: few(node.status?.allocatable),
    unschedulable: node.spec.unschedulable ?? false,
    labels: node.metadata.labels ?? {},
    taints: (node.spec.taints ?? []).map(({ key, value, effect }) => ({ key, value: value ?? '', effect })),
  };
};

const share = (used: number | undefined, of: string | undefined): number | null => {
  if (used === undefined || of === undefined) return null;
  const whole = quantityToNumber(of);
  return whole === 0 ? null : Math.round((used / whole) * 10_000) / 100;
};

const podFields = ({ value, podCount }: DescribedNode): Fields => ({
  pod_count: podCount ?? null,
  pod_percentage: share(podCount, value.status?.allocatable?.['pods']),
});

/** `nodes/detail`. `usage` is in cores and bytes, shares are of what is allocatable; null without a metrics API. */
export const nodeDetail = (described: DescribedNode, now: number): Fields => {
  const { value: node, usage, findings, missing } = described;
  const { nodeInfo, allocatable, capacity, conditions = [], addresses = [] } = node.status ?? {};
  const { namespace: _none, ...own } = identity(node, now);
  return {
    ...own,
    status: readyOf(node),
    roles: nodeRoles(node),
    taints: (node.spec.taints ?? []).map(({ key, value, effect, timeAdded }) => ({
      key,
      value: value ?? '',
      effect,
      time_added: timeAdded ?? null,
    })),
    capacity: all(capacity),
    allocatable: all(allocatable),
    usage: {
      cpu_usage: usage?.cpu ?? null,
      memory_usage: usage?.memory ?? null,
      cpu_percentage: share(usage?.cpu, allocatable?.['cpu']),
      memory_percentage: share(usage?.memory, allocatable?.['memory']),
      ...podFields(described),
    },
    conditions: conditions.map((condition) => ({
      type: condition.type,
      status: condition.status,
      last_heartbeat_time: condition.lastHeartbeatTime ?? null,
      last_transition_time: condition.lastTransitionTime ?? null,
      reason: condition.reason ?? '',
      message: condition.message ?? '',
    })),
    system_info: nodeInfo && {
      machine_id: nodeInfo.machineID,
      system_uuid: nodeInfo.systemUUID,
      boot_id: nodeInfo.bootID,
      kernel_version: nodeInfo.kernelVersion,
      os_image: nodeInfo.osImage,
      container_runtime_version: nodeInfo.containerRuntimeVersion,
      kubelet_version: nodeInfo.kubeletVersion,
      kube_proxy_version: nodeInfo.kubeProxyVersion ?? '',
      operating_system: nodeInfo.operatingSystem,
      architecture: nodeInfo.architecture,
    },
    addresses,
    unschedulable: node.spec.unschedulable ?? false,
    ...scoreFields(findings),
    metadata: metadataOf(described, now, missing),
  };
};

/** `nodes/capacity`. */
export const nodeCapacity = (described: DescribedNode, now: number): Fields => {
  const { value: node, usage, missing } = described;
  const { allocatable, capacity } = node.status ?? {};
  const number = (quantity: string | undefined) => (quantity === undefined ? null : quantityToNumber(quantity));
  return {
    node_name: node.metadata.name,
    capacity_info: [
      {
        node_name: node.metadata.name,
        capacity: all(capacity),
        allocatable: all(allocatable),
        usage: {
          ...podFields(described),
          cpu_usage: usage?.cpu ?? null,
          memory_usage: usage?.memory ?? null,
          cpu_percentage: share(usage?.cpu, allocatable?.['cpu']),
          memory_percentage: share(usage?.memory, allocatable?.['memory']),
        },
        utilization: {
          cpu_allocatable_cores: number(allocatable?.['cpu']),
          memory_allocatable_bytes: number(allocatable?.['memory']),
        },
      },
    ],
    count: 1,
    metadata: metadataOf(described, now, missing),
  };
};
