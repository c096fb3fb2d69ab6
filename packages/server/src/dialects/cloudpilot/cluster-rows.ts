import { Type } from 'typebox';
import { row, type Method, type Row } from '../../http/row.ts';
import type { ClusterOperations } from '../../services/clusters/index.ts';
import { clusterFields, clusterNameOf, draftOf, infoFields } from './cluster-codecs.ts';

export interface ClusterRowsOptions {
  operations: { clusters: ClusterOperations };
}

const section = '集群管理';
const addBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  api_server: Type.String({ description: 'https://host:port' }),
  token: Type.String(),
  description: Type.Optional(Type.String()),
  ca_data: Type.Optional(Type.String({ description: 'base64 of PEM' })),
  insecure_skip_tls_verify: Type.Optional(Type.Boolean({ default: false })),
});
const clusterName = Type.Object({ cluster_name: Type.Optional(Type.String()) });

/** Source: contracts/README.md, 002: every read answers to GET and to POST. */
const both: readonly Method[] = ['GET', 'POST'];
const parameters = (method: Method, schema: typeof clusterName) =>
  method === 'GET' ? { query: schema } : { body: schema };

export const clusterRows = ({ operations: { clusters } }: ClusterRowsOptions): Row[] => [
  row({
    method: 'POST',
    path: '/k8s/cluster/add',
    section,
    operation: clusters.create,
    body: addBody,
    decode: (request) => ({ input: draftOf(request) }),
    encode: (view) => ({ type: 'data', data: clusterFields(view) }),
  }),
  ...both.map((method) =>
    row({
      method,
      path: '/k8s/cluster/list',
      section,
      operation: clusters.list,
      decode: () => ({ input: {} }),
      encode: (views) => ({ type: 'data', data: { clusters: views.map(clusterFields), total: views.length } }),
    }),
  ),
  ...both.map((method) =>
    row({
      method,
      path: '/k8s/cluster/info',
      section,
      operation: clusters.get,
      ...parameters(method, clusterName),
      decode: (request) => ({ input: clusterNameOf(request) }),
      encode: (view) => ({ type: 'data', data: infoFields(view) }),
    }),
  ),
];
