import {
  podRestarts,
  podStatusText,
  quantityToNumber,
  type Container,
  type ContainerStatus,
  type KubeObject,
  type Pod,
} from '@binnacle/kube/api';
import type { DescribedPod } from '../../services/observe/index.ts';
import type { Fields } from './fields.ts';
import { scoreFields } from './health-codecs.ts';
import { identity, metadataOf } from './metadata.ts';

/** An item of `pods/list`, without its age. */
export const podItem = (object: KubeObject): Fields => {
  const pod = object as Pod;
  const { text, ready, total } = podStatusText(pod);
  return {
    name: pod.metadata.name,
    namespace: pod.metadata.namespace,
    status: text,
    node_name: pod.spec.nodeName ?? null,
    pod_ip: pod.status?.podIP ?? null,
    creation_timestamp: pod.metadata.creationTimestamp ?? null,
    ready,
    total_containers: total,
    restart_count: podRestarts(pod).count,
    labels: pod.metadata.labels ?? {},
  };
};

/** A container with its state; `state` is `running`, `waiting` or `terminated`. */
export const containerFields = (container: Container, status: ContainerStatus | undefined): Fields => {
  const { running, waiting, terminated } = status?.state ?? {};
  const { requests, limits } = container.resources ?? {};
  return {
    name: container.name,
    image: container.image ?? '',
    image_pull_policy: container.imagePullPolicy ?? null,
    state: running ? 'running' : terminated ? 'terminated' : 'waiting',
    ready: status?.ready ?? false,
    restart_count: status?.restartCount ?? 0,
    started_at: running?.startedAt ?? terminated?.startedAt ?? null,
    finished_at: terminated?.finishedAt ?? null,
    exit_code: terminated?.exitCode ?? null,
    reason: terminated?.reason ?? waiting?.reason ?? null,
    message: terminated?.message ?? waiting?.message ?? null,
    ports: (container.ports ?? []).map(({ name, containerPort, protocol, hostPort }) => ({
      name: name ?? null,
      container_port: containerPort,
      protocol: protocol ?? 'TCP',
      host_port: hostPort ?? null,
    })),
    resources: {
      cpu_request: requests?.['cpu'] ?? null,
      memory_request: requests?.['memory'] ?? null,
      cpu_limit: limits?.['cpu'] ?? null,
      memory_limit: limits?.['memory'] ?? null,
    },
  };
};

const containersOf = (containers: readonly Container[], statuses: readonly ContainerStatus[] | undefined): Fields[] =>
  containers.map((container) =>
    containerFields(
      container,
      statuses?.find(({ name }) => name === container.name),
    ),
  );

/** Of the limits where all containers have one. */
const shareOfLimit = (used: number | undefined, pod: Pod, resource: 'cpu' | 'memory'): number | null => {
  const limits = pod.spec.containers.map(({ resources }) => resources?.limits?.[resource]);
  if (used === undefined || limits.some((limit) => limit === undefined)) return null;
  const whole = limits.reduce((sum, limit) => sum + quantityToNumber(limit!), 0);
  return whole === 0 ? null : Math.round((used / whole) * 10_000) / 100;
};

/** `pods/detail`. `resource_usage` is in cores and bytes, shares are of the limits; null without a metrics API. */
export const podDetail = (described: DescribedPod, now: number): Fields => {
  const { value: pod, usage, findings, missing } = described;
  const { spec, status } = pod;
  return {
    ...identity(pod, now),
    status: podStatusText(pod).text,
    phase: status?.phase ?? 'Unknown',
    node_name: spec.nodeName ?? null,
    pod_ip: status?.podIP ?? null,
    host_ip: status?.hostIP ?? null,
    start_time: status?.startTime ?? null,
    owner_references: (pod.metadata.ownerReferences ?? []).map(({ kind, name, uid, controller }) => ({
      kind,
      name,
      uid,
      controller: controller ?? false,
    })),
    containers: containersOf(spec.containers, status?.containerStatuses),
    init_containers: containersOf(spec.initContainers ?? [], status?.initContainerStatuses),
    conditions: (status?.conditions ?? []).map((condition) => ({
      type: condition.type,
      status: condition.status,
      last_transition_time: condition.lastTransitionTime ?? null,
      reason: condition.reason ?? '',
      message: condition.message ?? '',
    })),
    resource_usage: {
      cpu_usage: usage?.cpu ?? null,
      memory_usage: usage?.memory ?? null,
      cpu_percentage: shareOfLimit(usage?.cpu, pod, 'cpu'),
      memory_percentage: shareOfLimit(usage?.memory, pod, 'memory'),
    },
    qos_class: status?.qosClass ?? null,
    restart_policy: spec.restartPolicy ?? 'Always',
    service_account: spec.serviceAccountName ?? 'default',
    priority: spec.priority ?? null,
    priority_class_name: spec.priorityClassName ?? null,
    ...scoreFields(findings),
    metadata: metadataOf(described, now, missing),
  };
};
