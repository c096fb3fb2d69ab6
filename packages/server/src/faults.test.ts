/** What callers get while a cluster fails, over HTTP, and that all recovers by itself. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deploymentKind } from '@binnacle/kube/api';
import { toResponse, type Interceptor, type KubeRequest, type KubeResponse } from '@binnacle/kube/client';
import { createManualClock } from '@binnacle/kube/clock';
import { startTestApp, type TestApp } from './testing/app.ts';
import { openEvents } from './testing/events.ts';
import { eventually, fillShop } from './testing/shop.ts';

const kubegale = '/api/v1/kubernetes';
const console = '/api/console/v1/clusters/1';
const shop = 'namespace=shop';
const scaleCart = { body: { namespace: 'shop', replicas: 3 } };
const unreachable = /^cluster "east" \(https:\/\/127\.0\.0\.1:\d+\) cannot be reached: the connection was /;

describe('while the API server is down', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterEach(() => app.close());

  it('writes and reads that no cache has are 1006 with the reason, and nothing is written later', async () => {
    app.link.cut();
    const failed = { status: 503, json: { code: 1006, data: null, msg: expect.stringMatching(unreachable) } };
    expect(await app.call('POST', `${kubegale}/deployments/cart/scale`, scaleCart)).toMatchObject(failed);
    expect(await app.call('POST', `${kubegale}/deployments/cart/restart`, scaleCart)).toMatchObject(failed);
    expect(await app.call('DELETE', `${kubegale}/deployments/cart?${shop}`)).toMatchObject(failed);
    expect(await app.call('GET', `${kubegale}/deployments`)).toMatchObject(failed);
    expect(await app.call('GET', `${kubegale}/pods/solo?${shop}`)).toMatchObject(failed);
    expect(await app.call('GET', `${kubegale}/pods/solo/events?${shop}`)).toMatchObject(failed);
    expect(await app.call('GET', `${kubegale}/pods/solo/logs?${shop}`)).toMatchObject(failed);
    const resources = `${console}/resources/apps/v1/deployments`;
    expect(await app.call('GET', resources)).toMatchObject({
      status: 503,
      json: { error: { code: 503, message: expect.stringMatching(unreachable), trace_id: expect.any(String) } },
    });
    expect(await app.call('POST', `${resources}/cart/scale?${shop}`, { body: { replicas: 3 } })).toMatchObject({
      status: 503,
      json: { error: { reason: 'ClusterUnreachable' } },
    });
    app.link.mend();
    const { spec } = await app.direct.get(deploymentKind, { namespace: 'shop', name: 'cart' });
    expect(spec).toMatchObject({ replicas: 1, template: { metadata: { labels: { app: 'cart' } } } });
  });

  it('lists go on from what is known and say since when; afterwards they are fresh again', async () => {
    const list = `${kubegale}/pods?${shop}&labelSelector=app%3Dsolo`;
    const rows = `${console}/resources/core/v1/pods?${shop}&labelSelector=app%3Dsolo`;
    const fresh = await app.call('GET', list);
    expect(fresh.headers.get('x-stale-since')).toBeNull();
    const stream = await openEvents(app, rows);
    await eventually(() => stream.of('rows').length > 0);

    app.link.cut();
    await eventually(async () => (await app.call('GET', list)).headers.get('x-stale-since') !== null);
    expect((await app.call('GET', list)).text).toBe(fresh.text);
    await eventually(async () => {
      const { freshness } = (await app.call('GET', rows)).json as { freshness: { state: string; reason?: string } };
      return freshness.state === 'down' && unreachable.test(freshness.reason ?? '');
    });
    await eventually(() => stream.of('freshness').some((at) => (at as { state: string }).state === 'down'));
    const metrics = (await app.call('GET', '/metrics')).text;
    expect(metrics).toContain('binnacle_cache_synced{cluster="east",kind="pods"} 0');

    await app.direct.delete(
      { group: '', version: 'v1', plural: 'pods', namespaced: true },
      { namespace: 'shop', name: 'solo' },
      { gracePeriodSeconds: 0 },
    );
    app.link.mend();
    await eventually(async () => {
      const { headers, json } = await app.call('GET', list);
      return headers.get('x-stale-since') === null && (json as { data: { total: number } }).data.total === 0;
    });
    await eventually(() => stream.of('delta').some((delta) => (delta as { total: number }).total === 0));
    await eventually(() => (stream.of('freshness').at(-1) as { state: string }).state === 'synced');
    stream.close();
  });
});

/** How the next answers of the API server go wrong; undefined for none. */
type Fault = (request: KubeRequest, next: (request: KubeRequest) => Promise<KubeResponse>) => Promise<KubeResponse>;

/** The head and half of the body, then the end of the connection. */
const cutInTheMiddle: Fault = async (request, next) => {
  const response = await next(request);
  const bytes = await response.bytes();
  const half = bytes.subarray(0, bytes.length / 2);
  const cut = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const stream = async function* () {
    yield half;
    throw cut;
  };
  return { ...response, stream, bytes: () => Promise.reject(cut), json: () => Promise.reject(cut) };
};

/** A whole answer by its framing, and half an object by its content. */
const half: Fault = async (request, next) => {
  const response = await next(request);
  const bytes = await response.bytes();
  return toResponse(response.status, bytes.subarray(0, bytes.length / 2).toString());
};

describe('when an answer goes wrong', () => {
  let app: TestApp;
  let fault: Fault | undefined;
  const writes: string[] = [];
  const interceptor: Interceptor = (request, next) => {
    if (request.path === '/version') return next(request);
    if (request.method !== 'GET') writes.push(`${request.method} ${request.path}`);
    return fault === undefined ? next(request) : fault(request, next);
  };
  beforeAll(async () => {
    app = await startTestApp({ interceptor });
    await fillShop(app);
  });
  afterAll(() => app.close());
  afterEach(() => {
    fault = undefined;
    writes.length = 0;
  });

  const reads = [`pods/solo?${shop}`, `pods/solo/events?${shop}`, `pods/solo/logs?${shop}`, `deployments/cart?${shop}`];

  it.each(reads)('one that is cut in the middle is 1006, never half of it: %s', async (path) => {
    fault = cutInTheMiddle;
    expect(await app.call('GET', `${kubegale}/${path}`)).toMatchObject({
      status: 503,
      json: { code: 1006, data: null, msg: expect.stringContaining('the connection was closed before the answer') },
    });
    fault = undefined;
    expect(await app.call('GET', `${kubegale}/${path}`)).toMatchObject({ status: 200, json: { code: 0 } });
  });

  it.each(reads.filter((path) => !path.includes('/logs')))('one that is half an object is 1006: %s', async (path) => {
    fault = half;
    expect(await app.call('GET', `${kubegale}/${path}`)).toMatchObject({
      status: 503,
      json: { code: 1006, data: null, msg: expect.stringContaining('what it answers is not whole JSON') },
    });
  });

  it('a plain log that is cut ends with the connection, so that nobody takes it for whole', async () => {
    fault = async (request, next) => (request.path.endsWith('/log') ? cutInTheMiddle(request, next) : next(request));
    await expect(app.call('GET', `${console}/pods/solo/logs?${shop}`)).rejects.toThrow();
  });

  it('a write that was sent and not answered is 1006 and not sent again', async () => {
    fault = async (request, next) => (request.method === 'GET' ? next(request) : cutInTheMiddle(request, next));
    const scaled = await app.call('POST', `${kubegale}/deployments/cart/scale`, {
      body: { namespace: 'shop', replicas: 2 },
    });
    expect(scaled).toMatchObject({ status: 503, json: { code: 1006 } });
    expect(writes).toEqual(['PATCH /apis/apps/v1/namespaces/shop/deployments/cart/scale']);
    // It was done all the same: the caller is told that it is not known.
    const { spec } = await app.direct.get(deploymentKind, { namespace: 'shop', name: 'cart' });
    expect(spec).toMatchObject({ replicas: 2 });
  });

  it.each([
    [429, 'TooManyRequests', 429, 1006],
    [500, 'InternalError', 500, 5001],
    [503, 'ServiceUnavailable', 503, 1006],
    [410, 'Expired', 410, 1001],
  ])('a write answered with %i is sent once and passed on', async (...[code, reason, status, kubegaleCode]) => {
    const refusal = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'the disk is full',
      reason,
      code,
    };
    fault = async (request, next) => (request.method === 'GET' ? next(request) : toResponse(code, refusal));
    const answer = await app.call('DELETE', `${kubegale}/deployments/cart?${shop}`);
    expect(answer).toMatchObject({ status, json: { code: kubegaleCode, data: null, msg: 'the disk is full' } });
    expect(writes).toEqual(['DELETE /apis/apps/v1/namespaces/shop/deployments/cart']);
  });
});

describe('an API server that takes requests and never answers', () => {
  it('is 1006 when the time is up: no caller hangs', async () => {
    const clock = createManualClock(Date.parse('2026-11-21T00:00:00Z'));
    let silent = false;
    const waiting: string[] = [];
    const app = await startTestApp({
      clock,
      interceptor: (request, next) => {
        if (!silent || request.path === '/version') return next(request);
        waiting.push(request.path);
        return new Promise(() => undefined);
      },
    });
    await fillShop(app);
    silent = true;
    for (const [method, path] of [
      ['GET', `pods/solo?${shop}`],
      ['GET', `pods/solo/events?${shop}`],
      ['GET', 'deployments'],
      ['POST', 'deployments/cart/scale'],
      ['DELETE', `pods/solo?${shop}`],
    ] as const) {
      waiting.length = 0;
      const answer = app.call(method, `${kubegale}/${path}`, method === 'POST' ? scaleCart : {});
      await eventually(() => waiting.length > 0);
      await clock.advance(31_000);
      const { status, json } = await answer;
      expect([path, [503, 504].includes(status), json]).toEqual([
        path,
        true,
        { code: 1006, data: null, msg: expect.stringMatching(/not (done|answer) within|still being read/) },
      ]);
    }
    silent = false;
    expect((await app.call('GET', `${kubegale}/pods/solo?${shop}`)).status).toBe(200);
    await app.close();
  });
});
