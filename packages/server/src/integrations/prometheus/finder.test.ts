/** The search in a simulated cluster; a plain HTTP server stands for the Prometheus behind its service proxy. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { toResponse, type Interceptor } from '@binnacle/kube/client';
import { startTestApp, type TestApp } from '../../testing/app.ts';
import { eventually } from '../../testing/shop.ts';

const servers: Server[] = [];
let app: TestApp | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
  for (const server of servers.splice(0)) server.close();
});

const listen = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Answers a query and its build information as Prometheus does. */
const prometheus: RequestListener = (request, response) => {
  response.setHeader('content-type', 'application/json');
  const isQuery = request.url?.startsWith('/api/v1/query?query=vector') === true;
  if (isQuery) response.end('{"status":"success","data":{"resultType":"vector","result":[]}}');
  else response.end('{"status":"success","data":{"version":"2.53.0"}}');
};

const service = (name: string, more: { labels?: object; spec?: object; status?: object } = {}): UnstructuredObject =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'monitoring', labels: more.labels ?? {} },
    spec: { ports: [{ name: 'web', port: 9090 }], selector: { app: 'x' }, ...more.spec },
  }) as UnstructuredObject;

const proxyPath = /^\/api\/v1\/namespaces\/monitoring\/services\/([^/]+)\/proxy(\/.*)$/;

/** Leads the service proxy of some Services to servers here, as the API server would. The rest goes its way. */
const proxyTo =
  (backends: Record<string, string>): Interceptor =>
  async (request, next) => {
    const [, target = '', path = ''] = proxyPath.exec(request.path) ?? [];
    const base = backends[target];
    if (base === undefined) return next(request);
    const query = new URLSearchParams(request.query as Record<string, string>).toString();
    const reply = await fetch(`${base}${path}${query === '' ? '' : `?${query}`}`, { redirect: 'manual' });
    return toResponse(reply.status, await reply.text());
  };

const start = async (backends: Record<string, string>, ...services: UnstructuredObject[]): Promise<TestApp> => {
  app = await startTestApp({ interceptor: proxyTo(backends), env: { BINNACLE_PROMETHEUS_DISCOVERY: 'manual' } });
  await app.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } }, ...services);
  return app;
};

interface Search {
  search: string;
  steps: string[];
}

const rediscover = (of: TestApp) => of.call('POST', '/api/v1/k8s/clusters/1/prometheus/rediscover');
const stateOf = async (of: TestApp) =>
  ((await of.call('GET', '/api/console/v1/clusters/1')).json as { prometheus: Search }).prometheus;
const ended = async (of: TestApp) => {
  await eventually(async () => (await stateOf(of)).search !== 'running');
  return stateOf(of);
};

describe('the search for Prometheus', () => {
  it('finds the one that answers, through the API server, by the name that it has in the cluster', async () => {
    const base = await listen(prometheus);
    const of = await start(
      { 'prometheus-server:80': base },
      service('prometheus-alertmanager', { labels: { 'app.kubernetes.io/name': 'prometheus' } }),
      service('prometheus-server', { spec: { ports: [{ name: 'http', port: 80, targetPort: 9090 }] } }),
    );
    expect((await rediscover(of)).status).toBe(202);
    expect(await ended(of)).toMatchObject({
      search: 'found',
      source: 'discovered',
      url: 'http://prometheus-server.monitoring.svc.cluster.local:80',
      via: 'service-proxy',
      version: '2.53.0',
      steps: expect.arrayContaining(['Service monitoring/prometheus-server through the API server: it answers']),
    });
    const { json } = await of.call('GET', '/api/v1/k8s/clusters');
    expect(json).toMatchObject({
      data: { clusters: [{ prometheus_url: 'http://prometheus-server.monitoring.svc.cluster.local:80' }] },
    });
  });

  it('passes over what is none: a redirect, a page, an error, and says so', async () => {
    const elsewhere = await listen(prometheus);
    const redirect = await listen((_request, response) => {
      response.writeHead(302, { location: elsewhere });
      response.end();
    });
    const page = await listen((_request, response) => response.end('<html>'));
    const of = await start(
      { 'prometheus-operated:9090': redirect, 'prometheus:9090': page },
      service('prometheus-operated', { labels: { 'operated-prometheus': 'true' } }),
      service('prometheus', { labels: { app: 'prometheus' } }),
    );
    await rediscover(of);
    const state = await ended(of);
    expect(state).toMatchObject({ search: 'none', source: 'none', url: '', message: 'no Prometheus was found' });
    expect(state.steps.slice(-2)).toEqual([
      'Service monitoring/prometheus-operated through the API server: it redirects elsewhere, which is not followed',
      'Service monitoring/prometheus through the API server: it answers, but not as Prometheus does',
    ]);
  });

  it('runs once at a time, and is ended by an address set by hand', async () => {
    let asked = 0;
    const silent = await listen(() => {
      asked += 1;
    });
    const of = await start({ 'prometheus:9090': silent }, service('prometheus'));
    expect((await rediscover(of)).status).toBe(202);
    await eventually(() => asked > 0);
    expect(await rediscover(of)).toMatchObject({
      status: 409,
      json: { code: 409, message: 'a search for the Prometheus of cluster "east" is under way', data: null },
    });
    expect(await stateOf(of)).toMatchObject({ search: 'running', message: 'looking for Services by label and name' });
    await of.call('PUT', '/api/v1/k8s/clusters/1', { body: { prometheus_url: 'https://prometheus.example.com' } });
    expect(await stateOf(of)).toMatchObject({
      search: 'idle',
      source: 'manual',
      url: 'https://prometheus.example.com',
    });
  });
});
