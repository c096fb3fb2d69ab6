import { podKind } from '@binnacle/kube/api';
import { createClient, parseKubeconfig } from '@binnacle/kube/client';
import type { ClusterTarget } from '@binnacle/kube/client';
import { createRng, createSystemClock } from '@binnacle/kube/clock';
import { createCachePool } from '@binnacle/kube/watch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../operation.ts';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { createClusterOperations, createClusterRecords, createClusterRegistry } from './index.ts';
import type { ClusterRegistry, ClusterSource } from './index.ts';

const clock = createSystemClock();
/** Nothing listens on port 1. */
const nowhere: ClusterTarget = { name: 'west', server: 'https://127.0.0.1:1', credentials: { type: 'none' } };

const createRegistry = (sources: readonly ClusterSource[]) =>
  createClusterRegistry({
    records: createClusterRecords(sources),
    createClient: (target) => {
      if (target.caData === 'broken') throw new Error('the certificate authority is not PEM');
      return createClient(target);
    },
    createCaches: (client) => createCachePool({ client }),
    clock,
    rng: createRng(1),
  });

let cluster: TestCluster;
let registry: ClusterRegistry;
beforeEach(async () => {
  cluster = await startTestCluster();
  const [east] = cluster.registry.list();
  registry = createRegistry([
    { target: east!.record.target, source: 'simulated', description: 'Shop fleet' },
    { target: nowhere, source: 'kubeconfig' },
    { target: { ...nowhere, name: '2' }, source: 'kubeconfig' },
    { target: { ...nowhere, name: 'broken', caData: 'broken' }, source: 'kubeconfig' },
  ]);
});
afterEach(async () => {
  await registry.close();
  await cluster.close();
});

describe('createClusterRegistry', () => {
  it.each([
    [undefined, 1],
    [1, 1],
    ['east', 1],
    ['1', 1],
    [2, 2],
    ['west', 2],
    ['2', 3],
  ])('resolves %j to cluster %j', (ref, id) => expect(registry.resolve(ref).id).toBe(id));

  it.each([
    ['south', 'cluster "south" not found'],
    [9, 'cluster "9" not found'],
    ['', 'cluster "" not found'],
  ])('says that there is no cluster %j', (ref, message) => {
    expect(() => registry.resolve(ref)).toThrow(
      expect.objectContaining({ reason: 'ClusterNotFound', code: 404, message }),
    );
  });

  it('says that there are none', () => {
    expect(() => createRegistry([]).resolve(undefined)).toThrow(
      expect.objectContaining({ reason: 'ClusterNotFound', message: 'no cluster is registered' }),
    );
  });

  it('hands out one handle per cluster', () => {
    expect(registry.resolve(1)).toBe(registry.resolve('east'));
  });

  it('says why a cluster cannot be used, and keeps the others', () => {
    expect(() => registry.resolve('broken')).toThrow(
      expect.objectContaining({
        reason: 'ClusterUnreachable',
        code: 503,
        message: 'cluster "broken" cannot be used: the certificate authority is not PEM',
      }),
    );
    expect(registry.resolve('east').name).toBe('east');
  });

  it('connects to nothing before it is used or started', () => {
    expect(registry.list().map(({ status }) => status)).toEqual(Array(4).fill({ state: 'connecting' }));
  });

  it('shows who answers, with the version, and who does not, with the reason', async () => {
    registry.start();
    const views = await eventually(() => {
      const all = registry.list();
      return all.every(({ status }) => status.state !== 'connecting') ? all : undefined;
    });
    expect(views[0]!.status).toMatchObject({ state: 'connected', version: expect.stringMatching(/^v1\.\d+\./) });
    expect(views[1]!.status).toEqual({
      state: 'unreachable',
      reason: 'cluster "west" (https://127.0.0.1:1) cannot be reached: the connection was refused',
    });
    expect(views[3]!.status).toEqual({
      state: 'unreachable',
      reason: 'cluster "broken" cannot be used: the certificate authority is not PEM',
    });
  });

  it('notices a loss and a return', async () => {
    const { record } = cluster.registry.list()[0]!;
    const hurried = createClusterRegistry({
      records: [record],
      createClient: (target) => createClient(target),
      createCaches: (client) => createCachePool({ client }),
      // Hours in a moment.
      clock: { now: clock.now, after: (ms, fn) => clock.after(ms >= 5_000 ? ms / 50 : ms / 10, fn) },
      rng: createRng(1),
    });
    const state = (wanted: string) => eventually(() => (hurried.view(1).status.state === wanted ? true : undefined));
    hurried.start();
    await state('connected');
    cluster.link.cut();
    await state('unreachable');
    cluster.link.mend();
    await state('connected');
    await hurried.close();
  });

  it('knows the caches that run, and starts none to tell', async () => {
    expect(registry.runningCaches()).toEqual([]);
    const east = registry.resolve('east');
    expect(east.runningCache(podKind)).toBeUndefined();
    const cache = east.cache(podKind);
    expect(east.runningCache({ ...podKind })).toBe(cache);
    expect(registry.runningCaches()).toEqual([{ cluster: 'east', kind: podKind, cache }]);
  });

  it('can be closed while a cluster is being read', async () => {
    const reading = registry.resolve('west').cache(podKind).ready();
    registry.start();
    await registry.close();
    await expect(reading).rejects.toBeInstanceOf(Error);
  });
});

describe('cluster operations', () => {
  const context = (): CallContext => ({
    cluster: registry.resolve('west'),
    caller: { username: 'ada', displayName: 'Ada', roles: [], anonymous: false },
    traceId: 'test',
    signal: new AbortController().signal,
  });

  it('lists all clusters', async () => {
    const views = await createClusterOperations(registry).list.run({}, context());
    expect(views.map(({ record }) => record.name)).toEqual(['east', 'west', '2', 'broken']);
    expect(views[0]!.record).toMatchObject({ id: 1, description: 'Shop fleet', isDefault: true, source: 'simulated' });
  });

  it('shows the cluster asked for', async () => {
    const { record, status } = await createClusterOperations(registry).get.run({}, context());
    expect(record.name).toBe('west');
    expect(status).toEqual({ state: 'connecting' });
  });
});

describe('a registered kubeconfig', () => {
  it('makes one cluster per context, the current one first in line', () => {
    const { targets, current } = parseKubeconfig(`
      apiVersion: v1
      kind: Config
      clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]
      contexts: [{ name: a, context: { cluster: c } }, { name: b, context: { cluster: c } }]
      current-context: b`);
    const records = createClusterRecords(
      targets.map((target) => ({ target, source: 'kubeconfig', isDefault: target.name === current })),
    );
    expect(createClusterRegistry({ ...unused, records }).view(undefined).record.name).toBe('b');
  });
});

const unused = {
  createClient: () => {
    throw new Error('not needed');
  },
  createCaches: () => {
    throw new Error('not needed');
  },
  clock,
  rng: createRng(1),
};
