import {
  isConditionTrue,
  isNotFound,
  isServiceUnavailable,
  nodeKind,
  podKind,
  quantityToNumber,
} from '@binnacle/kube/api';
import type { KubeClient } from '@binnacle/kube/client';
import { Type } from 'typebox';
import type { Operation } from '../operation.ts';
import { clusterOperation, syncedCache } from '../resources/index.ts';

/** How much of a cluster is in use. */
export interface UsageOutput {
  nodes: number;
  readyNodes: number;
  pods: number;
  runningPods: number;
  /** Cores and bytes that Pods may have in all. */
  allocatable: { cpu: number; memory: number };
  /** Absent without a metrics API. */
  used?: { cpu: number; memory: number };
}

interface NodeStatus {
  status?: {
    allocatable?: { cpu?: string; memory?: string };
    conditions?: { type: string; status: string }[];
  };
}

export const createUsageOperation = (): Operation<Record<string, never>, UsageOutput> =>
  clusterOperation({
    id: 'nodes.usage',
    summary: 'How much of the cluster is in use',
    effect: 'read',
    access: 'viewer',
    input: Type.Object({}),
    run: async (_input, context) => {
      const [nodes, pods, used] = await Promise.all([
        syncedCache(nodeKind, context),
        syncedCache(podKind, context),
        usedOf(context.cluster.client, context.signal),
      ]);
      const view = nodes.view({});
      const statuses = view.page(0, view.total).map(({ bytes }) => JSON.parse(bytes.toString('utf8')) as NodeStatus);
      const sum = (resource: 'cpu' | 'memory') =>
        statuses.reduce((total, { status }) => total + quantityToNumber(status?.allocatable?.[resource] ?? '0'), 0);
      return {
        nodes: view.total,
        readyNodes: statuses.filter(isReady).length,
        pods: pods.size,
        runningPods: pods.view({ fieldSelector: 'status.phase=Running' }).total,
        allocatable: { cpu: sum('cpu'), memory: sum('memory') },
        ...(used === undefined ? {} : { used }),
      };
    },
  });

const isReady = ({ status }: NodeStatus): boolean => isConditionTrue(status?.conditions, 'Ready');

/** Source: Kubernetes API reference, metrics.k8s.io/v1beta1 NodeMetricsList. */
const usedOf = async (client: KubeClient, signal: AbortSignal): Promise<UsageOutput['used']> => {
  try {
    const response = await client.request({ method: 'GET', path: '/apis/metrics.k8s.io/v1beta1/nodes', signal });
    const { items } = await response.json<{ items: { usage: { cpu: string; memory: string } }[] }>();
    const sum = (resource: 'cpu' | 'memory') =>
      items.reduce((total, { usage }) => total + quantityToNumber(usage[resource]), 0);
    return { cpu: sum('cpu'), memory: sum('memory') };
  } catch (error) {
    // No metrics API, or one whose server is away. A cluster that is away itself fails in the other parts too.
    if (isNotFound(error) || isServiceUnavailable(error)) return undefined;
    throw error;
  }
};
