import { namespaceKind } from '@binnacle/kube/api';
import { row, type Row, type WireRequest } from '../../http/row.ts';
import type { NodeOperations, UsageOutput } from '../../services/nodes/index.ts';
import { largestPage, type ResourceOperations } from '../../services/resources/index.ts';
import type { TypedInput, TypedWorkloadOperations } from '../../services/rollouts/index.ts';
import { clusterOf, replicasOf } from './decoders.ts';
import { clusterQuery, scaleQuery } from './parameters.ts';
import { prefix } from './rollout-rows.ts';

export interface WorkloadRowsOptions {
  resources: ResourceOperations;
  typedWorkloads: TypedWorkloadOperations;
  nodes: NodeOperations;
}

const section = '集群 / 命名空间 / 工作负载';
const path = `${prefix}/workload/:namespace`;

const typedOf = ({ params }: WireRequest): TypedInput => ({
  namespace: params['namespace'] ?? '',
  type: params['type'] ?? '',
  name: params['name'] ?? '',
});
const decodeTyped = (request: WireRequest) => ({ cluster: clusterOf(request), input: typedOf(request) });

/** Contract 000, "集群 / 命名空间 / 工作负载". */
export const workloadRows = ({ resources, typedWorkloads, nodes }: WorkloadRowsOptions): Row[] => [
  row({
    method: 'GET',
    path: `${prefix}/cluster/metrics`,
    section,
    operation: nodes.usage,
    query: clusterQuery,
    decode: (request) => ({ cluster: clusterOf(request), input: {} }),
    encode: (output) => ({ type: 'data', data: usageFields(output) }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/namespaces`,
    section,
    operation: resources.list,
    kind: namespaceKind,
    query: clusterQuery,
    decode: (request) => ({
      cluster: clusterOf(request),
      input: { kind: namespaceKind, offset: 0, limit: largestPage },
    }),
    encode: ({ view, limit }) => ({ type: 'data', data: view.page(0, limit).map(({ name }) => name) }),
  }),
  row({
    method: 'GET',
    path,
    section,
    operation: typedWorkloads.overview,
    query: clusterQuery,
    decode: (request) => ({
      cluster: clusterOf(request),
      input: { namespace: request.params['namespace'] ?? '' },
    }),
    encode: (data) => ({ type: 'data', data }),
  }),
  row({
    method: 'GET',
    path: `${path}/:type`,
    section,
    operation: typedWorkloads.list,
    query: clusterQuery,
    decode: (request) => {
      const { namespace, type } = typedOf(request);
      return { cluster: clusterOf(request), input: { namespace, type } };
    },
    encode: ({ kind, items }) => ({
      type: 'data',
      data: { apiVersion: `${kind.group}/${kind.version}`, kind: `${kind.kind}List`, metadata: {}, items },
    }),
  }),
  row({
    method: 'GET',
    path: `${path}/:type/:name`,
    section,
    operation: typedWorkloads.get,
    query: clusterQuery,
    decode: decodeTyped,
    encode: (data) => ({ type: 'data', data }),
  }),
  row({
    method: 'GET',
    path: `${path}/:type/:name/pods`,
    section,
    operation: typedWorkloads.pods,
    query: clusterQuery,
    decode: decodeTyped,
    encode: (data) => ({ type: 'data', data }),
  }),
  row({
    method: 'POST',
    path: `${path}/:type/:name/scale`,
    section,
    operation: typedWorkloads.scale,
    query: scaleQuery,
    decode: (request) => ({
      cluster: clusterOf(request),
      input: { ...typedOf(request), replicas: replicasOf(request) },
    }),
    encode: ({ replicas }) => ({ type: 'data', data: { message: `scaled to ${replicas}`, replicas } }),
  }),
  row({
    method: 'POST',
    path: `${path}/:type/:name/restart`,
    section,
    operation: typedWorkloads.restart,
    query: clusterQuery,
    decode: decodeTyped,
    encode: (_output, { params }) => ({ type: 'data', data: { message: `${params['name'] ?? ''} is restarted` } }),
  }),
  row({
    method: 'DELETE',
    path: `${path}/:type/:name`,
    section,
    operation: typedWorkloads.delete,
    query: clusterQuery,
    decode: decodeTyped,
    encode: ({ name }) => ({ type: 'data', data: { message: `${name} is deleted` } }),
  }),
];

const percent = (used: number | undefined, of: number): number =>
  used === undefined || of === 0 ? 0 : Math.round((used / of) * 10_000) / 100;

/** Source: peers §4. Storage and network are 0 there as well: no Kubernetes API tells them. */
const usageFields = ({ nodes, readyNodes, pods, runningPods, allocatable, used }: UsageOutput) => ({
  cpuUsage: percent(used?.cpu, allocatable.cpu),
  memoryUsage: percent(used?.memory, allocatable.memory),
  storageUsage: 0,
  networkUsage: 0,
  totalNodes: nodes,
  readyNodes,
  totalPods: pods,
  runningPods,
});
