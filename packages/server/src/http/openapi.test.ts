import { describe, expect, it } from 'vitest';
import { describeDialects } from './routes.ts';
import { createOpenapi } from './openapi.ts';

const document = createOpenapi(describeDialects(), '1.2.3') as {
  info: unknown;
  paths: Record<
    string,
    Record<string, { operationId: string; parameters: { name: string; in: string }[]; requestBody?: unknown }>
  >;
};

describe('the OpenAPI document', () => {
  it('states how each parameter is spelt and where it goes', () => {
    const scale = document.paths['/api/v1/kubernetes/deployments/{name}/scale']?.['post'];
    expect(scale).toMatchObject({
      tags: ['kubegale'],
      parameters: [{ name: 'name', in: 'path', required: true }],
      requestBody: {
        content: {
          'application/json': {
            schema: { properties: { replicas: { type: 'integer', minimum: 0 } }, required: ['namespace', 'replicas'] },
          },
        },
      },
    });
    const pods = document.paths['/api/v1/kubernetes/pods']?.['get'];
    expect(pods?.parameters.map(({ name }) => name)).toEqual([
      'cluster_id',
      'namespace',
      'page',
      'pageSize',
      'keyword',
      'labelSelector',
      'fieldSelector',
      'sortBy',
      'order',
    ]);
  });

  it('names each operation once, and every path parameter', () => {
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.values(item).map((operation) => ({ path, ...operation })),
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    for (const { path, parameters } of operations) {
      const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect(path.match(/\{\w+\}/g) ?? []).toEqual(named);
    }
  });

  it('states the envelope of every answer, and the media types of those that have none', () => {
    const pods = document.paths['/api/v1/kubernetes/pods']?.['get'];
    expect(pods).toMatchObject({
      responses: {
        '2XX': { content: { 'application/json': { schema: { required: ['code', 'data', 'msg'] } } } },
        default: { content: { 'application/json': { schema: { required: ['code', 'data', 'msg'] } } } },
      },
    });
    const files = document.paths['/api/v1/kubernetes/pods/{name}/files'];
    expect(files?.['put']).toMatchObject({ requestBody: { content: { 'application/octet-stream': {} } } });
    expect(files?.['get']).toMatchObject({
      responses: { '2XX': { content: { 'application/json': {}, 'application/octet-stream': {} } } },
    });
  });

  it('offers the media types of rows that share an address', () => {
    const list = document.paths['/api/console/v1/clusters/{id}/resources/{group}/{version}/{plural}']?.['get'];
    expect(list).toMatchObject({
      responses: { '2XX': { content: { 'application/json': {}, 'text/event-stream': {} } } },
    });
  });
});
