import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { consoleBase, type RowsReply } from '@binnacle/api';
import { podKind, type UnstructuredObject } from '@binnacle/kube/api';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { openEvents } from '../testing/events.ts';
import { eventually, fillShop } from '../testing/shop.ts';

const resources = `${consoleBase}/clusters/1/resources`;

const late: UnstructuredObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'late', namespace: 'shop', labels: { app: 'late' } },
  spec: { containers: [{ name: 'main', image: 'registry.example.com/shop/cart:1.0' }] },
};

describe('a page of Pods', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterAll(() => app.close());

  it('tells whose they are where that is asked for', async () => {
    const path = `${resources}/core/v1/pods?namespace=shop`;
    const pods = async (query: string) => ((await app.call('GET', path + query)).json as unknown as RowsReply).rows;
    await eventually(async () => (await pods('')).some(({ name }) => name.startsWith('cart-')));
    const owners = (await pods('&owners=1')).map(({ name, owner }) => [name.split('-')[0], owner]);
    expect(owners.sort()).toEqual([
      ['cart', { group: 'apps', kind: 'Deployment', name: 'cart' }],
      ['quiet', undefined],
      ['solo', undefined],
    ]);
    expect((await pods('')).map((row) => 'owner' in row)).toEqual([false, false, false]);
    expect((await app.call('GET', `${path}&owners=maybe`)).status).toBe(400);
  });
});

describe('the console’s streams', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterAll(() => app.close());

  it('show a list, then what changes in it', async () => {
    const stream = await openEvents(app, `${resources}/core/v1/pods?namespace=shop&labelSelector=app%3Dlate`);
    await eventually(() => stream.of('rows').length > 0);
    expect(stream.events[0]).toMatchObject({
      event: 'rows',
      data: { total: 0, rows: [], offset: 0, freshness: { state: 'synced' } },
    });
    await app.create(late);
    await eventually(() => stream.of('delta').length > 0);
    expect(stream.of('delta')[0]).toMatchObject({
      total: 1,
      rows: [{ namespace: 'shop', name: 'late' }],
      order: [expect.any(String)],
    });
    stream.close();
  });

  it('show one object, and its end', async () => {
    const stream = await openEvents(app, `${resources}/core/v1/pods/quiet?namespace=shop`);
    await eventually(() => stream.of('object').length > 0);
    expect(stream.of('object')[0]).toMatchObject({ kind: 'Pod', metadata: { name: 'quiet' } });
    await app.direct.delete(podKind, { namespace: 'shop', name: 'quiet' }, { gracePeriodSeconds: 0 });
    await eventually(() => stream.of('gone').length > 0);
    expect(stream.of('freshness')[0]).toMatchObject({ state: 'synced' });
    stream.close();
  });

  it('are counted while they are open', async () => {
    const open = async () =>
      Number(/^binnacle_http_streams (\d+)$/m.exec((await app.call('GET', '/metrics')).text)?.[1]);
    await eventually(async () => (await open()) === 0);
    const stream = await openEvents(app, `${resources}/core/v1/namespaces`);
    expect(await open()).toBe(1);
    stream.close();
    await eventually(async () => (await open()) === 0);
  });

  it('are refused as any other request is', async () => {
    const headers = { accept: 'text/event-stream' };
    const path = `${resources}/apps/v1/deployments`;
    expect((await app.call('GET', path, { headers, as: null })).json).toMatchObject({
      error: { reason: 'Unauthorized' },
    });
    expect((await app.call('GET', `${path}?sortBy=colour`, { headers })).json).toMatchObject({
      error: { reason: 'BadRequest' },
    });
  });

  it('end with a reason when the server stops', async () => {
    const other = await startTestApp();
    const stream = await openEvents(other, `${resources}/core/v1/namespaces`);
    await eventually(() => stream.of('rows').length > 0);
    await other.close();
    await eventually(() => stream.of('error').length > 0);
    expect(stream.of('error')).toEqual([
      { reason: 'ServiceUnavailable', code: 503, message: 'the server is stopping', trace_id: expect.any(String) },
    ]);
  });
});

describe('the console’s objects', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await fillShop(app);
  });
  afterAll(() => app.close());

  it('are YAML for those who ask, with managedFields for those who ask', async () => {
    const yaml = async (query: string) => {
      const headers = { accept: 'application/yaml' };
      const reply = await app.call('GET', `${resources}/apps/v1/deployments/cart?namespace=shop${query}`, { headers });
      expect(reply.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
      return parse(reply.text) as UnstructuredObject;
    };
    expect(await yaml('')).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart' } });
    expect(Object.keys(await yaml('')).slice(0, 3)).toEqual(['apiVersion', 'kind', 'metadata']);
    expect((await yaml('')).metadata.managedFields).toBeUndefined();
    expect((await yaml('&managedFields=1')).metadata.managedFields).toEqual(expect.any(Array));
  });

  it('are asked for with their namespace', async () => {
    expect((await app.call('GET', `${resources}/apps/v1/deployments/cart`)).json).toMatchObject({
      error: { reason: 'BadRequest', field: 'namespace', message: 'namespace is required' },
    });
  });
});
