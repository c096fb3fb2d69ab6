import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { configMapKind, podKind } from '@binnacle/kube/api';
import { createClient, type KubeClient } from '@binnacle/kube/client';
import { type CachePool, createCachePool } from '@binnacle/kube/watch';
import { configMap, pod } from '../conformance/harness/objects.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 30_000, interval: 50 });

/** A control plane of its own, because it is taken down on purpose. */
describe('the watch cache on a real API server', () => {
  let plane: ControlPlane;
  let client: KubeClient;
  let pool: CachePool;
  const queries: string[] = [];

  beforeAll(async () => {
    plane = await startControlPlane();
    client = createClient(plane.admin, {
      interceptor: (request, next) => {
        queries.push(`${request.path}?${JSON.stringify(request.query ?? {})}`);
        return next(request);
      },
    });
    pool = createCachePool({ client });
  });

  afterAll(async () => {
    await pool.close();
    await client.close();
    await plane.stop();
  });

  const names = (labelSelector: string) =>
    pool
      .get(configMapKind)
      .view({ namespaces: ['default'], labelSelector })
      .page(0, 100)
      .map((row) => row.name);

  test('syncs by a streaming list and follows every change', async () => {
    const made = await client.create(
      configMapKind,
      configMap('a', { k: '1' }, { namespace: 'default', labels: { suite: 'cache' } }),
    );
    const cache = pool.get(configMapKind);
    await cache.ready({ timeoutMs: 20_000 });
    expect(cache.freshness().state).toBe('synced');
    expect(queries.filter((query) => query.startsWith('/api/v1/configmaps')).length).toBe(1);
    expect(queries.find((query) => query.startsWith('/api/v1/configmaps'))).toContain('"sendInitialEvents":true');

    const row = cache.get('default', 'a');
    const { managedFields, ...metadata } = made.metadata;
    expect(managedFields?.length).toBe(1);
    expect(JSON.parse(row!.bytes.toString())).toEqual({ ...made, metadata });

    await client.create(configMapKind, configMap('b', {}, { namespace: 'default', labels: { suite: 'cache' } }));
    await until(() => expect(names('suite=cache')).toEqual(['a', 'b']));
    await client.patch(
      configMapKind,
      { namespace: 'default', name: 'a' },
      { type: 'merge', body: { metadata: { labels: { suite: 'other' } } } },
    );
    await until(() => expect(names('suite=cache')).toEqual(['b']));
    await client.delete(configMapKind, { namespace: 'default', name: 'b' });
    await until(() => expect(names('suite=cache')).toEqual([]));
  });

  test('shows a Pod the moment it is there, with the cells kubectl shows', async () => {
    const cache = pool.get(podKind);
    await cache.ready({ timeoutMs: 20_000 });
    await client.create(podKind, pod('live', {}, { namespace: 'default' }));
    await until(() => expect(cache.get('default', 'live')?.cells.slice(0, 3)).toEqual(['1/1', 'Running', 0]));
    await client.delete(podKind, { namespace: 'default', name: 'live' });
    await until(() => expect(cache.get('default', 'live')).toBeUndefined());
  });

  test('says that it is stale while the API server is gone, keeps what it has, and catches up', async () => {
    const cache = pool.get(configMapKind);
    await client.create(configMapKind, configMap('before', {}, { namespace: 'default', labels: { suite: 'outage' } }));
    await until(() => expect(names('suite=outage')).toEqual(['before']));
    const states: string[] = [];
    const stopListening = cache.subscribe({ freshness: ({ state }) => states.at(-1) !== state && states.push(state) });

    await plane.stopApiServer();
    await until(() => expect(['stale', 'down']).toContain(cache.freshness().state));
    const { since } = cache.freshness();
    expect(names('suite=outage')).toEqual(['before']);
    await until(() => expect(cache.freshness()).toMatchObject({ state: 'down', since }));
    expect(cache.freshness().reason).toContain('127.0.0.1');

    await plane.startApiServer();
    await until(() => expect(cache.freshness().state).toBe('synced'));
    await client.create(configMapKind, configMap('after', {}, { namespace: 'default', labels: { suite: 'outage' } }));
    await until(() => expect(names('suite=outage')).toEqual(['after', 'before']));
    stopListening();
    expect(states).toEqual(['stale', 'down', 'synced']);
  });

  test('resumes where it was after a short break', async () => {
    queries.length = 0;
    await plane.stopApiServer();
    await plane.startApiServer();
    await until(() => expect(pool.get(configMapKind).freshness().state).toBe('synced'));
    const watches = queries.filter((query) => query.startsWith('/api/v1/configmaps'));
    const resumes = watches.map((query) => /"resourceVersion":"\d+"/.test(query));
    // A restarted kube-apiserver knows no revision from before its own first list: where something was written between
    // the last bookmark and its end, it answers the resumed watch with 410, and one new list follows. Never a list first.
    expect(resumes[0]).toBe(true);
    expect(resumes.filter((resumed) => !resumed).length).toBeLessThanOrEqual(1);
  });

  test('says why it cannot read what is forbidden', async () => {
    const viewer = createClient(plane.viewer);
    const forbidden = createCachePool({ client: viewer });
    await expect(forbidden.get(podKind).ready({ timeoutMs: 5_000 })).rejects.toMatchObject({
      reason: 'Forbidden',
      message: 'pods is forbidden: User "viewer" cannot watch resource "pods" in API group "" at the cluster scope',
    });
    await forbidden.close();
    await viewer.close();
  });
});
