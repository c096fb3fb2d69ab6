import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ResourceRef } from '../api/index.ts';
import { toResponse } from './interceptor.ts';
import { closeAll, listen, start, startServer, targetAt } from './test-server.ts';
import type { Seen } from './test-server.ts';
import type { KubeClient } from './types.ts';

afterEach(closeAll);

const pods: ResourceRef = { group: '', version: 'v1', plural: 'pods', namespaced: true };
const deployments: ResourceRef = { group: 'apps', version: 'v1', plural: 'deployments', namespaced: true };
const nodes: ResourceRef = { group: '', version: 'v1', plural: 'nodes', namespaced: false };

describe('verbs', () => {
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop' } };
  const key = { namespace: 'shop', name: 'a' };
  it.each<[string, (client: KubeClient) => Promise<unknown>, Partial<Seen>]>([
    ['get', (c) => c.get(pods, key), { method: 'GET', url: '/api/v1/namespaces/shop/pods/a', body: '' }],
    ['get of the cluster', (c) => c.get(nodes, { name: 'n 1' }), { url: '/api/v1/nodes/n%201' }],
    ['list', (c) => c.list(deployments), { method: 'GET', url: '/apis/apps/v1/deployments' }],
    [
      'list with options',
      (c) => c.list(pods, { namespace: 'shop', labelSelector: 'a=b', limit: 5, continue: 'c' }),
      { url: '/api/v1/namespaces/shop/pods?labelSelector=a%3Db&limit=5&continue=c' },
    ],
    [
      'create',
      (c) => c.create(pods, object, { dryRun: true, fieldManager: 'm', fieldValidation: 'Strict' }),
      {
        method: 'POST',
        url: '/api/v1/namespaces/shop/pods?dryRun=All&fieldManager=m&fieldValidation=Strict',
        body: JSON.stringify(object),
      },
    ],
    [
      'update',
      (c) => c.update(pods, object, { subresource: 'status' }),
      {
        method: 'PUT',
        url: '/api/v1/namespaces/shop/pods/a/status',
      },
    ],
    [
      'json patch',
      (c) => c.patch(pods, key, { type: 'json', body: [] }),
      { method: 'PATCH', body: '[]', headers: { 'content-type': 'application/json-patch+json' } },
    ],
    [
      'merge patch',
      (c) => c.patch(pods, key, { type: 'merge', body: {} }),
      { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' } },
    ],
    [
      'strategic patch',
      (c) => c.patch(pods, key, { type: 'strategic', body: {} }),
      { headers: { 'content-type': 'application/strategic-merge-patch+json' } },
    ],
    [
      'apply',
      (c) =>
        c.patch(deployments, key, {
          type: 'apply',
          body: 'a: 1',
          force: true,
          fieldManager: 'm',
          subresource: 'scale',
        }),
      {
        url: '/apis/apps/v1/namespaces/shop/deployments/a/scale?fieldManager=m&force=true',
        body: 'a: 1',
        headers: { 'content-type': 'application/apply-patch+yaml' },
      },
    ],
    [
      'delete',
      (c) =>
        c.delete(pods, key, {
          gracePeriodSeconds: 0,
          propagationPolicy: 'Foreground',
          preconditions: { uid: 'u' },
          dryRun: true,
        }),
      {
        method: 'DELETE',
        body: JSON.stringify({
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          dryRun: ['All'],
          gracePeriodSeconds: 0,
          propagationPolicy: 'Foreground',
          preconditions: { uid: 'u' },
        }),
      },
    ],
    [
      'deleteCollection',
      (c) => c.deleteCollection(pods, { namespace: 'shop', labelSelector: 'a' }),
      {
        method: 'DELETE',
        url: '/api/v1/namespaces/shop/pods?labelSelector=a',
      },
    ],
    [
      'log',
      (c) => c.log(key, { container: 'main', tailLines: 3, timestamps: true }),
      {
        url: '/api/v1/namespaces/shop/pods/a/log?container=main&tailLines=3&timestamps=true',
      },
    ],
    ['version', (c) => c.version(), { url: '/version' }],
  ])('%s', async (_, call, expected) => {
    const { seen, port } = await startServer({});
    await call(start(targetAt(port)));
    expect(seen[0]).toMatchObject(expected);
  });

  it.each<[string, (client: KubeClient) => Promise<unknown>]>([
    ['namespace is missing: pods are in namespaces', (c) => c.get(pods, { name: 'a' })],
    ['name cannot be ".."', (c) => c.get(pods, { namespace: 'x', name: '..' })],
    ['name is missing', (c) => c.delete(pods, { namespace: 'x', name: '' })],
    [
      'metadata.namespace is missing: pods are in namespaces',
      (c) => c.create(pods, { ...object, metadata: { name: 'a' } }),
    ],
  ])('refuses what would be another path: %s', async (message, call) => {
    const { seen, port } = await startServer({});
    const client = start(targetAt(port));
    await expect(call(client)).rejects.toMatchObject({ reason: 'BadRequest', message });
    expect(seen).toEqual([]);
  });

  it('serves an API below a path', async () => {
    const { seen, port } = await startServer({});
    await start(targetAt(port, { server: `http://127.0.0.1:${port}/k8s/c-1` })).list(nodes);
    expect(seen[0]?.url).toBe('/k8s/c-1/api/v1/nodes');
  });

  it('sends impersonation, the user agent and the token', async () => {
    const { seen, port } = await startServer({});
    const impersonate = { user: 'bob', uid: '7', groups: ['a', 'b'], extra: { 'acme.com/x': ['1', '2'] } };
    await start(targetAt(port, { credentials: { type: 'token', token: 't' }, impersonate }), {
      userAgent: 'ua/1',
    }).list(nodes);
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer t',
      'user-agent': 'ua/1',
      'impersonate-user': 'bob',
      'impersonate-uid': '7',
      'impersonate-group': 'a, b',
      'impersonate-extra-acme.com%2fx': '1, 2',
    });
  });
});

describe('failures', () => {
  it('keep what a Status says', async () => {
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'pods "a" not found',
      reason: 'NotFound',
      details: { name: 'a', kind: 'pods' },
      code: 404,
    };
    const { port } = await startServer({ status: 404, body: status });
    await expect(start(targetAt(port)).get(pods, { namespace: 'x', name: 'a' })).rejects.toMatchObject({
      reason: 'NotFound',
      code: 404,
      message: 'pods "a" not found',
      details: { name: 'a', kind: 'pods' },
    });
  });

  it('of something that is no API server are told by their code', async () => {
    const { port } = await startServer({ status: 502, body: '<html>Bad gateway</html>' });
    await expect(start(targetAt(port)).list(nodes)).rejects.toMatchObject({
      code: 502,
      message: expect.stringContaining('<html>Bad gateway</html>') as string,
    });
  });

  it('of a write are never repeated; a read told to wait is', async () => {
    const refusal = { status: 429, body: 'slow down', headers: { 'retry-after': '1' } };
    const { seen, port } = await startServer(refusal, refusal, { body: { items: [] } });
    const client = start(targetAt(port));
    await expect(client.deleteCollection(pods, { namespace: 'x' })).rejects.toMatchObject({
      reason: 'TooManyRequests',
      details: { retryAfterSeconds: 1 },
    });
    await client.list(pods);
    expect(seen.map(({ method }) => method)).toEqual(['DELETE', 'GET', 'GET']);
  });

  it('429 is not waited for beyond the time limit', async () => {
    const { seen, port } = await startServer({ status: 429, body: 'x', headers: { 'retry-after': '60' } });
    await expect(start(targetAt(port)).list(pods)).rejects.toMatchObject({ reason: 'TooManyRequests' });
    expect(seen).toHaveLength(1);
  });

  it('401 is answered by newer credentials once, for a write too', async () => {
    const unauthorized = {
      status: 401,
      body: { kind: 'Status', status: 'Failure', message: 'Unauthorized', reason: 'Unauthorized', code: 401 },
    };
    const { seen, port } = await startServer(unauthorized, {}, unauthorized);
    let run = 0;
    const plugin = `console.log(JSON.stringify({kind:"ExecCredential",apiVersion:"client.authentication.k8s.io/v1",status:{token:"t"+process.pid}}))`;
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', plugin] };
    const client = start(targetAt(port, { credentials: { type: 'exec', exec } }), {
      interceptor: (request, next) => {
        run += 1;
        return next(request);
      },
    });
    await client.deleteCollection(pods, { namespace: 'x' });
    expect(run).toBe(2);
    expect(seen[0]?.headers.authorization).not.toBe(seen[1]?.headers.authorization);
    await expect(client.list(pods)).rejects.toMatchObject({
      code: 401,
      message: 'cluster "test" refused the credentials (exec)',
    });
    expect(run).toBe(4);
  });

  it('a read on a connection that died idle is sent again, a write is not', async () => {
    const answered: string[] = [];
    const server = createServer((request, response) => {
      answered.push(request.method!);
      // Answers once per connection and breaks it at the second request, as a load balancer does that has forgotten it.
      const socket = request.socket as Socket & { used?: boolean };
      if (socket.used === true) socket.destroy();
      else {
        socket.used = true;
        response.end('{}');
      }
    });
    const { port } = await listen(server);
    const client = start(targetAt(port));
    await client.list(nodes);
    // The connection is free for the next call a turn after the answer was read.
    await new Promise((resolve) => setImmediate(resolve));
    await client.list(nodes);
    expect(answered).toEqual(['GET', 'GET', 'GET']);
    await new Promise((resolve) => setImmediate(resolve));
    await expect(client.deleteCollection(nodes)).rejects.toMatchObject({
      reason: 'ServiceUnavailable',
      code: 503,
      message: `cluster "test" (http://127.0.0.1:${port}) cannot be reached: the connection was closed before the answer was complete`,
    });
    expect(answered).toEqual(['GET', 'GET', 'GET', 'DELETE']);
  });
});

describe('a watch', () => {
  it('yields frames until it ends, and throws an ERROR frame', async () => {
    const frames = [
      { type: 'ADDED', object: { metadata: { name: 'a' } } },
      {
        type: 'ERROR',
        object: { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired', message: 'too old' },
      },
    ];
    const { seen, port } = await startServer({ body: `${frames.map((frame) => JSON.stringify(frame)).join('\n')}\n` });
    const read: string[] = [];
    const watch = async () => {
      for await (const { type, object } of start(targetAt(port)).watch(pods, {
        namespace: 'x',
        resourceVersion: '5',
      })) {
        read.push(`${type} ${object.toString()}`);
      }
    };
    await expect(watch()).rejects.toMatchObject({ reason: 'Expired', code: 410, message: 'too old' });
    expect(read).toEqual(['ADDED {"metadata":{"name":"a"}}']);
    expect(seen[0]?.url).toBe('/api/v1/namespaces/x/pods?resourceVersion=5&watch=true');
  });
});

describe('an interceptor', () => {
  it('may answer, fail and delay', async () => {
    const answers = [
      () =>
        Promise.resolve(
          toResponse(410, { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired', message: 'gone' }),
        ),
      () => Promise.reject(Object.assign(new Error('dropped'), { code: 'ECONNREFUSED' })),
      () => new Promise<never>(() => undefined),
    ];
    const client = start(targetAt(1), { interceptor: () => answers.shift()!() });
    await expect(client.list(nodes)).rejects.toMatchObject({ reason: 'Expired' });
    await expect(client.list(nodes)).rejects.toThrow('the connection was refused');
    await expect(client.request({ method: 'GET', path: '/', timeoutMs: 20 })).rejects.toMatchObject({
      reason: 'Timeout',
    });
  });
});
