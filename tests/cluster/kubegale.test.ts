import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { deploymentKind, podKind } from '@binnacle/kube/api';
import { createClient, type KubeClient } from '@binnacle/kube/client';
import { deployment, pod, read } from '../conformance/harness/objects.ts';
import { type RunningServer, startServer } from '../fixtures/server.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

const base = '/api/v1/kubernetes';
const until = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 30_000, interval: 100 });

/** The main job through the KubeGale contract, on a real API server that is also taken away. */
describe('the KubeGale contract on a real control plane', () => {
  let plane: ControlPlane;
  let client: KubeClient;
  let server: RunningServer;

  beforeAll(async () => {
    plane = await startControlPlane();
    client = createClient(plane.admin);
    server = await startServer([plane.admin, plane.viewer]);
    await client.create(deploymentKind, {
      ...deployment('web', 2),
      metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
    });
    await client.create(podKind, pod('alone', {}, { namespace: 'default', labels: { kind: 'bare' } }));
  });

  afterAll(async () => {
    await server.close();
    await client.close();
    await plane.stop();
  });

  const data = async (path: string) => {
    const { status, body } = await server.call('GET', `${base}${path}`);
    expect([path, status, read(body, 'code'), read(body, 'msg')]).toEqual([path, 200, 0, 'success']);
    return read(body, 'data');
  };
  const names = (list: unknown) =>
    (read(list, 'items') as { metadata: { name: string } }[]).map((item) => item.metadata.name);

  test('refuses who is not signed in', async () => {
    const reply = await fetch(`${server.url}${base}/pods`);
    expect([reply.status, await reply.json()]).toMatchObject([401, { code: 2001, data: null }]);
  });

  test('lists the clusters', async () => {
    await until(async () => {
      const list = await data('/clusters');
      expect(list).toMatchObject({ total: 2, page: 1, pageSize: 20 });
      expect(read(list, 'list.0')).toMatchObject({
        id: 1,
        name: 'cluster',
        status: 'active',
        version: plane.version,
        is_default: true,
      });
      expect(read(list, 'list.0.kubeconfig')).toBe('<redacted>');
    });
  });

  test('lists, selects, searches and pages Pods', async () => {
    await until(async () => {
      const list = await data('/pods?namespace=default');
      expect(read(list, 'total')).toBe(3);
    });
    expect(names(await data('/pods?namespace=default&labelSelector=kind%3Dbare'))).toEqual(['alone']);
    expect(names(await data('/pods?keyword=ALO'))).toEqual(['alone']);
    expect(names(await data('/pods?fieldSelector=metadata.name%3Dalone'))).toEqual(['alone']);
    const second = await data('/pods?namespace=default&page=2&pageSize=2');
    expect(second).toMatchObject({ total: 3, page: 2, pageSize: 2 });
    expect(names(second).length).toBe(1);
    expect(await data('/pods?page=99')).toMatchObject({ items: [], total: 3 });
  });

  test('shows one Pod as the API server has it', async () => {
    const shown = await data('/pods/alone?namespace=default');
    const { metadata, ...rest } = await client.get(podKind, { namespace: 'default', name: 'alone' });
    const { managedFields, ...kept } = metadata;
    expect(managedFields).toBeDefined();
    expect(shown).toEqual({ ...rest, metadata: kept });
  });

  test('gives events and logs', async () => {
    await until(async () => {
      const events = await data('/pods/alone/events?namespace=default');
      expect((read(events, 'items') as { reason: string }[]).map((event) => event.reason)).toContain('Scheduled');
    });
    await until(async () => {
      const logs = await data('/pods/alone/logs?namespace=default&tail_lines=2');
      expect(read(logs, 'logs')).toBe(`request ${plane.podLogLines - 1} served\nrequest ${plane.podLogLines} served\n`);
    });
  });

  test('follows a log until the client leaves', async () => {
    const leave = new AbortController();
    const reply = await server.fetch(`${base}/pods/alone/logs?namespace=default&follow=true&tail_lines=1`, {
      signal: leave.signal,
    });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    const { value } = await reply.body!.getReader().read();
    expect(Buffer.from(value!).toString()).toBe(`request ${plane.podLogLines} served\n`);
    leave.abort();
  });

  test('scales', async () => {
    const { status, body } = await server.call('POST', `${base}/deployments/web/scale`, {
      namespace: 'default',
      replicas: 3,
    });
    expect([status, body]).toEqual([200, { code: 0, data: { replicas: 3, previous: 2 }, msg: 'success' }]);
    await until(async () =>
      expect(read(await data('/deployments/web?namespace=default'), 'status.readyReplicas')).toBe(3),
    );
  });

  test('restarts', async () => {
    const before = names(await data('/pods?labelSelector=app%3Dweb'));
    const { status, body } = await server.call('POST', `${base}/deployments/web/restart`, { namespace: 'default' });
    expect([status, read(body, 'code')]).toEqual([200, 0]);
    await until(async () => {
      const after = names(await data('/pods?labelSelector=app%3Dweb'));
      expect(after.length).toBe(3);
      expect(after.filter((name) => before.includes(name))).toEqual([]);
    });
  });

  test('a bare Pod is not restarted', async () => {
    const { status, body } = await server.call('POST', `${base}/pods/alone/restart`, { namespace: 'default' });
    expect([status, read(body, 'code')]).toEqual([400, 1001]);
    expect(await data('/pods/alone?namespace=default')).toBeDefined();
  });

  test.each([
    ['/pods?cluster_id=99', 404, 1002],
    ['/pods?namespace=nowhere', 404, 1003],
    ['/pods/none?namespace=default', 404, 1004],
    ['/pods?cluster_id=cluster-viewer', 403, 1005],
    ['/pods?page=0', 400, 1001],
    ['/pods?pageSize=x', 400, 1001],
    ['/pods?labelSelector=a%20in%20(', 400, 1001],
    ['/nothing', 404, 1004],
  ])('%s is %i %i', async (path, status, code) => {
    const reply = await server.call('GET', `${base}${path}`);
    expect([reply.status, read(reply.body, 'code'), read(reply.body, 'data')]).toEqual([status, code, null]);
  });

  test.each([-1, 1.5, 'two', null])('%j replicas are refused', async (replicas) => {
    const { status, body } = await server.call('POST', `${base}/deployments/web/scale`, {
      namespace: 'default',
      replicas,
    });
    expect([status, read(body, 'code')]).toEqual([400, 1001]);
    expect(read(body, 'msg')).toContain('replicas');
  });

  test('deletes', async () => {
    const { status, body } = await server.call('DELETE', `${base}/pods/alone?namespace=default`);
    expect([status, read(body, 'code')]).toEqual([200, 0]);
    await until(async () => expect(names(await data('/pods?namespace=default'))).not.toContain('alone'));
  });

  test('says 1006 to writes while the API server is away, and recovers by itself', async () => {
    await plane.stopApiServer();
    const { status, body } = await server.call('POST', `${base}/deployments/web/scale`, {
      namespace: 'default',
      replicas: 1,
    });
    expect([status, read(body, 'code')]).toEqual([503, 1006]);
    await until(async () => expect(read(await data('/clusters'), 'list.0.status')).toBe('unreachable'));
    await plane.startApiServer();
    await until(async () => expect(read(await data('/clusters'), 'list.0.status')).toBe('active'));
    await until(async () => {
      const again = await server.call('POST', `${base}/deployments/web/scale`, { namespace: 'default', replicas: 1 });
      expect(again.status).toBe(200);
    });
    // The cluster's own controllers take up to half a minute to come back; what they have done is shown at once.
    await vi.waitFor(
      async () => {
        const { items } = await client.list(podKind, { namespace: 'default', labelSelector: 'app=web' });
        expect(items.length).toBe(1);
      },
      { timeout: 90_000, interval: 100 },
    );
    await until(async () => expect(names(await data('/pods?labelSelector=app%3Dweb')).length).toBe(1));
  }, 180_000);
});
