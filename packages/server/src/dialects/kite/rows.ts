import { Type } from 'typebox';
import { row, type Row } from '../../http/row.ts';
import type { ClusterOperations } from '../../services/clusters/index.ts';
import { toRfc3339 } from '../../services/resources/index.ts';
import { changesOf, detailFields, draftOf, idOf, listFields, testFields, updatedFields } from './codecs.ts';
import { told } from './envelope.ts';

export const prefix = '/api/v1/k8s/clusters';

export interface KiteOptions {
  operations: { clusters: ClusterOperations };
}

const marks = {
  is_default: Type.Optional(Type.Boolean({ default: false })),
  enabled: Type.Optional(Type.Boolean({ default: true })),
  prometheus_url: Type.Optional(Type.String({ description: 'Set by hand; empty to have it looked for' })),
  description: Type.Optional(Type.String()),
  context: Type.Optional(Type.String({ description: 'Which context of the kubeconfig; the current one without it' })),
};
const name = Type.String({ minLength: 1, maxLength: 100 });
const kubeconfig = Type.String({ description: 'base64' });
const createBody = Type.Object({ name, kubeconfig, ...marks });
const updateBody = Type.Partial(createBody);

/** Every endpoint of contract 003. */
export const kiteRows = ({ operations: { clusters } }: KiteOptions): Row[] => [
  row({
    method: 'GET',
    path: prefix,
    section: 'C1',
    operation: clusters.list,
    decode: () => ({ input: {} }),
    encode: (views) => told(200, 'success', { clusters: views.map(listFields), total: views.length }),
  }),
  row({
    method: 'GET',
    path: `${prefix}/:id`,
    section: 'C2',
    operation: clusters.detail,
    decode: (request) => ({ input: { ref: idOf(request) } }),
    encode: (detail) => told(200, 'success', detailFields(detail)),
  }),
  row({
    method: 'POST',
    path: prefix,
    section: 'C3',
    operation: clusters.create,
    body: createBody,
    decode: (request) => ({ input: draftOf(request) }),
    encode: (view) =>
      told(
        201,
        view.discovery.state === 'running' ? '集群创建成功，Prometheus 自动发现任务已启动' : '集群创建成功',
        listFields(view),
      ),
  }),
  row({
    method: 'PUT',
    path: `${prefix}/:id`,
    section: 'C4',
    operation: clusters.update,
    body: updateBody,
    decode: (request) => ({ input: { ref: idOf(request), changes: changesOf(request) } }),
    encode: (view) => told(200, '集群更新成功', updatedFields(view)),
  }),
  row({
    method: 'DELETE',
    path: `${prefix}/:id`,
    section: 'C5',
    operation: clusters.delete,
    decode: (request) => ({ input: { ref: idOf(request) } }),
    encode: () => told(200, '集群删除成功', null),
  }),
  // contracts/README.md, 003: "`POST …/test` is an alias of `…/test-connection`".
  ...['test-connection', 'test'].map((verb) =>
    row({
      method: 'POST',
      path: `${prefix}/:id/${verb}`,
      section: 'C6',
      operation: clusters.test,
      decode: (request) => ({ input: { ref: idOf(request) } }),
      encode: (test) => told(200, '集群连接成功', testFields(test)),
    }),
  ),
  row({
    method: 'POST',
    path: `${prefix}/:id/prometheus/rediscover`,
    section: 'C7',
    operation: clusters.rediscover,
    decode: (request) => ({ input: { ref: idOf(request) } }),
    encode: ({ view, startedAt }) =>
      told(202, 'Prometheus 重新检测任务已启动，请稍后刷新查看结果', {
        cluster_id: view.record.id,
        task_started_at: toRfc3339(startedAt),
      }),
  }),
];
