/** Releases of all clusters, asked for once and live, over HTTP. */
import { consoleBase } from '@binnacle/api';
import type { RolloutCluster, RolloutSummary, RolloutsDelta, RolloutsReply } from '@binnacle/api';
import { createConsoleClient, type ConsoleClient } from '@binnacle/api/client';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { rolloutKind } from '@binnacle/rollouts/api';
import { afterEach, describe, expect, it } from 'vitest';
import { password, startTestApp, type TestApp } from '../testing/app.ts';
import { toGolden } from '../testing/golden.ts';
import { fillRelease, setStatus } from '../testing/release.ts';
import { eventually } from '../testing/shop.ts';

let app: TestApp;
let client: ConsoleClient;
let close: (() => void) | undefined;

const start = async () => {
  app = await startTestApp({ limited: true });
  await fillRelease(app);
  client = clientOf(app.token);
};
const clientOf = (token: string) => createConsoleClient({ baseUrl: app.url, token: () => token });
afterEach(async () => {
  close?.();
  close = undefined;
  await app.close();
});

/** The fleet as a reader of the stream has it. */
const follow = (reader: ConsoleClient) => {
  const items = new Map<string, RolloutSummary>();
  let clusters: RolloutCluster[] = [];
  let whole = 0;
  const take = ({ items: news, gone }: RolloutsDelta) => {
    for (const item of news) items.set(item.uid, item);
    for (const uid of gone) items.delete(uid);
  };
  const stream = reader.watchReleases(
    {},
    {
      onReleases: (reply: RolloutsReply) => {
        whole += 1;
        items.clear();
        clusters = reply.clusters;
        take({ items: reply.items, gone: [] });
      },
      onDelta: take,
      onClusters: (now) => (clusters = now),
      onState: () => undefined,
    },
  );
  close = stream.close;
  return {
    named: (name: string) => [...items.values()].find((item) => item.name === name),
    count: () => items.size,
    cluster: (name: string) => clusters.find((cluster) => cluster.name === name),
    whole: () => whole,
  };
};

describe('the releases of all clusters', () => {
  it('are told in short, with how each cluster takes part', async () => {
    await start();
    const { items, clusters } = await client.releases();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      cluster: 'east',
      namespace: 'shop',
      name: 'cart',
      workload: { kind: 'Deployment', name: 'cart' },
      style: 'partition',
      state: 'waiting',
      step: 1,
      weight: null,
      since: '2026-11-21T00:00:00Z',
      resumes_at: null,
    });
    // Nobody runs a controller here; this is what one that has looked leaves behind.
    expect(items[0]?.observed).toBe(false);
    await setStatus(app, { observedGeneration: 1 });
    await eventually(async () => (await client.releases()).items[0]?.observed === true);
    expect(items[0]?.plan).toEqual([
      { replicas: '20%', traffic: null, pause: null },
      { replicas: '60%', traffic: null, pause: null },
      { replicas: '100%', traffic: null, pause: null },
    ]);
    expect(clusters.find(({ name }) => name === 'east')).toMatchObject({ state: 'synced' });
    // Its credentials may do nothing there.
    expect(clusters.find(({ name }) => name === 'east-viewer')?.state).not.toBe('synced');
  });

  it('are spelled so', async () => {
    app = await startTestApp();
    await fillRelease(app);
    const path = '/rollouts?state=waiting';
    const reply = await app.call('GET', consoleBase + path);
    const exchange = { row: 'GET /rollouts', name: 'releases', path };
    await expect(toGolden(exchange, reply)).toMatchFileSnapshot('golden/releases.golden.json');
  });

  it('are narrowed by cluster, namespace and state', async () => {
    await start();
    const count = async (query: Parameters<ConsoleClient['releases']>[0]) =>
      (await client.releases(query)).items.length;
    expect(await count({ cluster: ['east'], namespace: ['shop'], state: ['waiting', 'held'] })).toBe(1);
    expect(await count({ cluster: ['east-viewer'] })).toBe(0);
    expect(await count({ namespace: ['other'] })).toBe(0);
    expect(await count({ state: ['healthy'] })).toBe(0);
  });

  it('are told anew when one has changed, and when it is gone', async () => {
    await start();
    const statesOf = async (query = {}) => (await client.releases(query)).items.map(({ state }) => state);
    expect([await statesOf(), await statesOf({ state: ['waiting'] })]).toEqual([['waiting'], ['waiting']]);
    await setStatus(app, { phase: 'Healthy' });
    await eventually(async () => (await statesOf())[0] === 'healthy');
    expect([await statesOf({ state: ['waiting'] }), await statesOf({ state: ['healthy'] })]).toEqual([[], ['healthy']]);
    await app.direct.delete(rolloutKind, { namespace: 'shop', name: 'cart' });
    await eventually(async () => (await statesOf()).length === 0);
  });

  it('are followed: changes, deletions, and a cluster that is lost and found', async () => {
    await start();
    const seen = follow(client);
    await eventually(() => seen.named('cart')?.state === 'waiting');
    await setStatus(app, { phase: 'Healthy' });
    await eventually(() => seen.named('cart')?.state === 'healthy');
    app.link.cut();
    await eventually(() => !['synced', undefined].includes(seen.cluster('east')?.state));
    expect(seen.count()).toBe(1);
    app.link.mend();
    await eventually(() => seen.cluster('east')?.state === 'synced');
    await app.direct.delete(rolloutKind, { namespace: 'shop', name: 'cart' });
    await eventually(() => seen.count() === 0);
    expect(seen.whole()).toBe(1);
  });

  it('say which cluster serves no Rollouts', async () => {
    app = await startTestApp();
    client = clientOf(app.token);
    await eventually(async () => (await client.releases()).clusters[0]?.state === 'absent');
  });

  it('are shown to those who may see them, and nobody else', async () => {
    await start();
    const viewer = clientOf(await app.signInAs('vera', 'viewer'));
    expect((await viewer.releases()).items).toHaveLength(1);
    await expect(clientOf('wrong').releases()).rejects.toMatchObject({ code: 401 });
  });

  it('are shown by namespace to those who may see some of them only', async () => {
    await start();
    const listOf = async (token: string): Promise<unknown[]> => {
      const { json } = await app.call('GET', '/api/v1/rollout/list/shop', { as: token });
      return (json as { data?: { rollouts: unknown[] } }).data?.rollouts ?? [];
    };
    const listed: Record<string, number> = {};
    const signIn = async (username: string, namespace: string): Promise<ConsoleClient> => {
      const post = async (path: string, body: unknown) =>
        expect((await app.call('POST', consoleBase + path, { body })).status).toBe(201);
      await post('/users', { username, password, temporary: false });
      await post('/bindings', { role: 'viewer', subject: { kind: 'user', name: username }, namespaces: [namespace] });
      const { token } = await createConsoleClient({ baseUrl: app.url }).login(username, password);
      listed[username] = (await listOf(token)).length;
      return clientOf(token);
    };
    expect((await (await signIn('nina', 'shop')).releases()).items).toHaveLength(1);
    const other = await signIn('otto', 'other');
    expect(listed).toEqual({ nina: 1, otto: 0 });
    expect((await other.releases()).items).toEqual([]);
    const seen = follow(other);
    await eventually(() => seen.whole() === 1);
    expect(seen.count()).toBe(0);
  });
});

describe('what a Rollout would have to do with', () => {
  const path = (kind: string, name: string, apiVersion = 'apps/v1') =>
    `/clusters/1/rollout-prospect?namespace=shop&apiVersion=${encodeURIComponent(apiVersion)}&kind=${kind}&name=${name}`;
  const ask = (query: string) => app.call('GET', consoleBase + query);

  it('is found by looking: Services, the routes that lead to them, autoscalers, other Rollouts', async () => {
    await start();
    const metadata = { name: 'cart', namespace: 'shop' };
    const service = { name: 'cart', port: { number: 80 } };
    const paths = [{ path: '/', pathType: 'Prefix', backend: { service } }];
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' };
    const objects: UnstructuredObject[] = [
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: 'cart' }, ports: [{ port: 80 }] } },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { ...metadata, name: 'other' },
        spec: { selector: { app: 'other' }, ports: [{ port: 80 }] },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata,
        spec: { ingressClassName: 'nginx', rules: [{ http: { paths } }] },
      },
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata,
        spec: { scaleTargetRef, maxReplicas: 3 },
      },
    ];
    await app.create(...objects);
    const exchange = {
      row: 'GET /clusters/:id/rollout-prospect',
      name: 'rollout-prospect',
      path: path('Deployment', 'cart'),
    };
    const reply = await ask(exchange.path);
    await expect(toGolden(exchange, reply)).toMatchFileSnapshot('golden/rollout-prospect.golden.json');
  });

  it('is refused for what is not there and what cannot be released in steps', async () => {
    await start();
    expect((await ask(path('Deployment', 'nobody'))).status).toBe(404);
    expect((await ask(path('Job', 'cart', 'batch/v1'))).status).toBe(501);
    expect((await ask(path('Deployment', ''))).status).toBe(400);
  });
});
