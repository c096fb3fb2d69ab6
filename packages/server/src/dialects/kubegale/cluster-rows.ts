import { namespaceKind } from '@binnacle/kube/api';
import { Type } from 'typebox';
import { queryText } from '../../http/query.ts';
import { row, type Row, type WireRequest } from '../../http/row.ts';
import type { ClusterOperations } from '../../services/clusters/index.ts';
import { largestPage, type ResourceOperations } from '../../services/resources/index.ts';
import { clusterChanges, clusterDraft, clusterFields } from './cluster-view.ts';
import { bodyOf, pageOf } from './decoders.ts';
import { namespacesAnswer } from './envelope.ts';
import { clusterBody, clusterListQuery } from './parameters.ts';
import { prefix } from './resource-rows.ts';

/** Contract 001 §1. */
export const clusterRows = (clusters: ClusterOperations, resources: ResourceOperations): Row[] => [
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
