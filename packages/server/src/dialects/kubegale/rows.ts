import { Type } from 'typebox';
import { deploymentKind, namespaceKind, podKind, type Kind } from '@binnacle/kube/api';
import { row, type Answer, type Row, type WireRequest } from '../../http/row.ts';
import type { ClusterOperations } from '../../services/clusters/index.ts';
import type { PodOperations } from '../../services/pods/index.ts';
import { largestPage, type ListOutput, type ResourceOperations } from '../../services/resources/index.ts';
import type { WorkloadOperations } from '../../services/workloads/index.ts';
import { clusterChanges, clusterDraft, clusterFields } from './cluster-view.ts';
import {
  bodyOf,
  clusterOf,
  listInput,
  objectInput,
  pageOf,
  queryText,
  replicasOf,
  requiredNamespace,
} from './decoders.ts';
import { namespacesAnswer, objectAnswer, pageAnswer } from './envelope.ts';
import { logsAnswer, logsInput } from './logs.ts';
import { clusterBody, clusterListQuery, listQuery, logsQuery, objectParameters, scaleBody } from './parameters.ts';

export const prefix = '/api/v1/kubernetes';

export interface KubegaleOperations {
  clusters: ClusterOperations;
  resources: ResourceOperations;
  workloads: WorkloadOperations;
  pods: PodOperations;
}

export interface KubegaleOptions {
  operations: KubegaleOperations;
}

/** Every endpoint of contract 001 that is served. */
export const kubegaleRows = ({ operations }: KubegaleOptions): Row[] => [
  ...clusterRows(operations),
  ...listAndDetail(operations, namespaceKind, '8'),
  ...listAndDetail(operations, podKind, '2.1'),
  ...podRows(operations),
  ...listAndDetail(operations, deploymentKind, '2.2'),
  ...workloadRows(operations, deploymentKind, '2.2'),
];

const clusterRows = ({ clusters, resources }: KubegaleOperations): Row[] => [
  row({
    method: 'GET',
    path: `${prefix}/clusters`,
    section: '1.1',
    operation: clusters.list,
    query: clusterListQuery,
    decode: (request) => {
      pageOf(request);
      return { input: {} };
    },
    encode: (views, request) => {
      const { page, pageSize } = pageOf(request);
      const keyword = queryText(request, 'keyword')?.toLowerCase() ?? '';
      const matching = views.filter(({ record }) => record.name.toLowerCase().includes(keyword));
      const list = matching.slice((page - 1) * pageSize, page * pageSize);
      const data = { list: list.map(clusterFields), total: matching.length, page, pageSize };
      return { type: 'data', data };
    },
  }),
  row({
    method: 'GET',
    path: `${prefix}/clusters/:id`,
    section: '1.2',
    operation: clusters.detail,
    decode: (request) => ({ input: refOf(request) }),
    encode: (detail) => ({ type: 'data', data: clusterFields(detail) }),
  }),
  row({
    method: 'POST',
    path: `${prefix}/clusters`,
    section: '1.3',
    operation: clusters.create,
    body: clusterBody,
    decode: (request) => ({ input: clusterDraft(bodyOf(request)) }),
    encode: (view) => ({ type: 'data', data: clusterFields(view) }),
  }),
  row({
    method: 'PUT',
    path: `${prefix}/clusters/:id`,
    section: '1.4',
    operation: clusters.update,
    body: Type.Partial(clusterBody),
    decode: (request) => ({ input: { ...refOf(request), changes: clusterChanges(bodyOf(request)) } }),
    encode: (view) => ({ type: 'data', data: clusterFields(view) }),
  }),
  row({
    method: 'DELETE',
    path: `${prefix}/clusters/:id`,
    section: '1.5',
    operation: clusters.delete,
    decode: (request) => ({ input: refOf(request) }),
    encode: () => ({ type: 'data', data: null }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/clusters/:id/namespaces`,
    section: '1.6',
    operation: resources.list,
    kind: namespaceKind,
    decode: ({ params }) => ({ cluster: params['id'], input: { kind: namespaceKind, offset: 0, limit: largestPage } }),
    encode: ({ view, offset, limit }) => namespacesAnswer(view, { offset, limit }),
  }),
];

/** `{id}` of the path: a number or a name. */
const refOf = ({ params }: WireRequest): { ref: string } => ({ ref: params['id'] ?? '' });

/** The page that was asked for: what the decoder made of it is in the output. */
const toPage = ({ view, offset, limit, freshness }: ListOutput): Answer => {
  const answer = pageAnswer(view, { offset, limit }, { page: offset / limit + 1, pageSize: limit });
  if (freshness.state === 'synced') return answer;
  // The contract has no field for the age of an answer, and none is shown as fresh that is not.
  return { ...answer, headers: { 'x-stale-since': new Date(freshness.since).toISOString() } };
};

/** `.1` list and `.2` detail of a kind's section. */
const listAndDetail = ({ resources }: KubegaleOperations, kind: Kind, section: string): Row[] => [
  row({
    method: 'GET',
    path: `${prefix}/${kind.plural}`,
    section: `${section}.1`,
    operation: resources.list,
    kind,
    query: listQuery(kind),
    decode: (request) => ({ cluster: clusterOf(request), input: listInput(request, kind) }),
    encode: toPage,
  }),
  row({
    method: 'GET',
    path: `${prefix}/${kind.plural}/:name`,
    section: `${section}.2`,
    operation: resources.get,
    kind,
    query: objectParameters(kind),
    decode: (request) => ({ cluster: clusterOf(request), input: objectInput(request, kind) }),
    encode: ({ bytes }) => objectAnswer(bytes),
  }),
];

const deleteRow = ({ resources }: KubegaleOperations, kind: Kind, section: string): Row =>
  row({
    method: 'DELETE',
    path: `${prefix}/${kind.plural}/:name`,
    section,
    operation: resources.delete,
    kind,
    query: objectParameters(kind),
    decode: (request) => ({ cluster: clusterOf(request), input: objectInput(request, kind) }),
    encode: () => ({ type: 'data', data: null }),
  });

const podRows = (operations: KubegaleOperations): Row[] => [
  deleteRow(operations, podKind, '2.1.4'),
  row({
    method: 'POST',
    path: `${prefix}/pods/:name/restart`,
    section: '2.1.5',
    operation: operations.pods.restart,
    kind: podKind,
    body: objectParameters(podKind),
    decode: (request) => {
      const { name } = objectInput(request, podKind);
      return { cluster: clusterOf(request), input: { name, namespace: requiredNamespace(request) } };
    },
    encode: ({ controller }) => ({ type: 'data', data: { controller } }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/pods/:name/logs`,
    section: '2.1.6',
    operation: operations.pods.logs,
    kind: podKind,
    query: logsQuery,
    decode: (request) => {
      const input = logsInput(request);
      return { cluster: clusterOf(request), input, endless: input.follow === true };
    },
    encode: logsAnswer,
  }),
  row({
    method: 'GET',
    path: `${prefix}/pods/:name/events`,
    section: '2.1.8',
    operation: operations.resources.events,
    kind: podKind,
    query: objectParameters(podKind),
    decode: (request) => ({ cluster: clusterOf(request), input: objectInput(request, podKind) }),
    encode: ({ items }) => ({ type: 'data', data: { items, total: items.length } }),
  }),
];

const workloadRows = (operations: KubegaleOperations, kind: Kind, section: string): Row[] => [
  deleteRow(operations, kind, `${section}.5`),
  row({
    method: 'POST',
    path: `${prefix}/${kind.plural}/:name/scale`,
    section: `${section}.6`,
    operation: operations.workloads.scale,
    kind,
    body: scaleBody,
    decode: (request) => ({
      cluster: clusterOf(request),
      input: { ...objectInput(request, kind), replicas: replicasOf(request) },
    }),
    encode: ({ replicas, previous }) => ({ type: 'data', data: { replicas, previous } }),
  }),
  row({
    method: 'POST',
    path: `${prefix}/${kind.plural}/:name/restart`,
    // Not in the document: contracts/README.md, 001, "`restart` exists for…".
    section: `${section} (README)`,
    operation: operations.workloads.restart,
    kind,
    body: objectParameters(kind),
    decode: (request) => ({ cluster: clusterOf(request), input: objectInput(request, kind) }),
    encode: ({ restartedAt }) => ({ type: 'data', data: { restarted_at: restartedAt } }),
  }),
];
