import { consoleBase } from '@binnacle/api';
import { Type } from 'typebox';
import { row, type Row, type WireRequest } from '../http/row.ts';
import type { ClusterOperations } from '../services/clusters/index.ts';
import {
  changesOf,
  draftOf,
  importOf,
  requiredAccess,
  toClusterSummary,
  toConnectionTest,
  toImportReply,
  toWireContext,
} from './cluster-codecs.ts';
import { bodyText } from './decoders.ts';

const section = 'packages/api/src/console.ts';
const clustersPath = `${consoleBase}/clusters`;
const kubeconfigPath = `${consoleBase}/kubeconfig`;

const text = Type.Optional(Type.String());
const flag = Type.Optional(Type.Boolean());
const access = {
  kubeconfig: text,
  context: text,
  api_server: text,
  token: text,
  ca_data: text,
  insecure_skip_tls_verify: flag,
};
const marks = {
  description: text,
  is_default: flag,
  enabled: flag,
  colour: text,
  production: flag,
  identity: text,
  prometheus_url: text,
};
const accessBody = Type.Object(access);
const createBody = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), ...access, ...marks });
const choice = Type.Object({ context: Type.String(), name: text });
const importBody = Type.Object({ kubeconfig: Type.String(), choices: Type.Array(choice, { minItems: 1 }) });

/** The cluster that the path names, by id or name. */
const refOf = ({ params }: WireRequest): { ref: string } => ({ ref: params['id'] ?? '' });

/** Registered clusters, and kubeconfigs that may become some. */
export const clusterRows = ({ clusters }: { clusters: ClusterOperations }): Row[] => [
  row({
    method: 'GET',
    path: clustersPath,
    section,
    operation: clusters.list,
    decode: () => ({ input: {} }),
    encode: (views) => ({ type: 'data', data: { items: views.map(toClusterSummary) } }),
  }),
  row({
    method: 'POST',
    path: clustersPath,
    section,
    operation: clusters.create,
    body: createBody,
    decode: (request) => ({ input: draftOf(request) }),
    encode: (view) => ({ type: 'data', status: 201, data: toClusterSummary(view) }),
  }),
  row({
    method: 'GET',
    path: `${clustersPath}/:id`,
    section,
    operation: clusters.get,
    decode: (request) => ({ input: refOf(request) }),
    encode: (view) => ({ type: 'data', data: toClusterSummary(view) }),
  }),
  row({
    method: 'PATCH',
    path: `${clustersPath}/:id`,
    section,
    operation: clusters.update,
    body: Type.Partial(createBody),
    decode: (request) => ({ input: { ...refOf(request), changes: changesOf(request) } }),
    encode: (view) => ({ type: 'data', data: toClusterSummary(view) }),
  }),
  row({
    method: 'DELETE',
    path: `${clustersPath}/:id`,
    section,
    operation: clusters.delete,
    decode: (request) => ({ input: refOf(request) }),
    encode: () => ({ type: 'empty' }),
  }),
  row({
    method: 'POST',
    path: `${clustersPath}/:id/test`,
    section,
    operation: clusters.test,
    decode: (request) => ({ input: refOf(request) }),
    encode: (test) => ({ type: 'data', data: toConnectionTest(test) }),
  }),
  row({
    method: 'POST',
    path: `${clustersPath}/:id/discovery`,
    section,
    operation: clusters.rediscover,
    decode: (request) => ({ input: refOf(request) }),
    encode: ({ view }) => ({ type: 'data', status: 202, data: toClusterSummary(view).prometheus }),
  }),
  row({
    method: 'POST',
    path: `${kubeconfigPath}/inspect`,
    section,
    operation: clusters.inspect,
    body: Type.Object({ kubeconfig: Type.String() }),
    decode: (request) => ({ input: { kubeconfig: bodyText(request, 'kubeconfig') } }),
    encode: (contexts) => ({ type: 'data', data: { contexts: contexts.map(toWireContext) } }),
  }),
  row({
    method: 'POST',
    path: `${kubeconfigPath}/test`,
    section,
    operation: clusters.tryOut,
    body: accessBody,
    decode: (request) => ({ input: requiredAccess(request) }),
    encode: (test) => ({ type: 'data', data: toConnectionTest(test) }),
  }),
  row({
    method: 'POST',
    path: `${kubeconfigPath}/import`,
    section,
    operation: clusters.import,
    body: importBody,
    decode: (request) => ({ input: importOf(request) }),
    encode: (results) => ({ type: 'data', data: toImportReply(results) }),
  }),
];
