import { podKind } from '@binnacle/kube/api';
import { createClient } from '@binnacle/kube/client';
import type { ClusterTarget } from '@binnacle/kube/client';
import { createRng, createSystemClock } from '@binnacle/kube/clock';
import { createCachePool } from '@binnacle/kube/watch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { createClusterRegistry, newRecord } from './index.ts';
import type { ClusterRecord, KnownCluster } from './index.ts';
import type { ManagedRegistry } from './registry.ts';

const clock = createSystemClock();
/** Nothing listens on port 1. */
const nowhere: ClusterTarget = { name: 'west', server: 'https://127.0.0.1:1', credentials: { type: 'none' } };

const known = (id: number, target: ClusterTarget, more: Partial<ClusterRecord> = {}): KnownCluster => ({
  record: { ...newRecord(target.name, 0), id, server: target.server, ...more },
  reach: target,
});

const createRegistry = (clusters: readonly KnownCluster[]) =>
  createClusterRegistry({
    clusters,
    finder: { find: async () => undefined },
    tokens: { find: () => undefined },
    createClient: (target) => {
      if (target.caData === 'broken') throw new Error('the certificate authority is not PEM');
      return createClient(target);
    },
    createCaches: (client) => createCachePool({ client }),
    clock,
    rng: createRng(1),
  });

let cluster: TestCluster;
let registry: ManagedRegistry;
beforeEach(async () => {
  cluster = await startTestCluster();
  registry = createRegistry([
    known(1, cluster.target, { description: 'Shop fleet', source: 'simulated' }),
    known(2, nowhere),
    known(3, { ...nowhere, name: '2' }),
    known(4, { ...nowhere, name: 'broken', caData: 'broken' }),
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
    expect(registry.list().map(({ status }) => status)).toEqual(
      Array(4).fill({ state: 'connecting', health: 'unknown' }),
    );
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
      health: 'warning',
      reason: 'cluster "west" (https://127.0.0.1:1) cannot be reached: the connection was refused',
    });
    expect(views[3]!.status).toEqual({
      state: 'unreachable',
      health: 'warning',
      reason: 'cluster "broken" cannot be used: the certificate authority is not PEM',
    });
  });

  it('notices a loss and a return', async () => {
    const hurried = createClusterRegistry({
      clusters: [known(1, cluster.target)],
      finder: { find: async () => undefined },
      tokens: { find: () => undefined },
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

describe('the default cluster', () => {
  const defaultOf = (...clusters: KnownCluster[]) => {
    const views = createRegistry(clusters).list();
    return views.filter(({ record }) => record.isDefault).map(({ record }) => record.name);
  };
  const one = (id: number, name: string, more: Partial<ClusterRecord> = {}) => known(id, { ...nowhere, name }, more);

  it('is the chosen one', () => expect(defaultOf(one(1, 'a'), one(2, 'b', { isDefault: true }))).toEqual(['b']));
  it('is the preferred one where nobody chose', () =>
    expect(defaultOf(one(1, 'a'), { ...one(2, 'b'), preferred: true })).toEqual(['b']));
  it('is the first enabled one where none is preferred', () =>
    expect(defaultOf(one(1, 'a', { enabled: false }), one(2, 'b'))).toEqual(['b']));
  it('is one also when all are disabled', () => expect(defaultOf(one(7, 'a', { enabled: false }))).toEqual(['a']));
  it('is another one when it goes', async () => {
    const changing = createRegistry([one(1, 'a'), one(2, 'b')]);
    await changing.drop(1);
    expect(changing.view(undefined).record.name).toBe('b');
  });
});

describe('a cluster that changes', () => {
  it('is connected to anew, and whoever reads a stream of the old one is told', async () => {
    registry.start();
    const before = registry.resolve('east');
    const { podCount } = await eventually(() => {
      const { status } = registry.view('east');
      return status.podCount === undefined ? undefined : status;
    });
    expect(podCount).toBe(0);
    registry.put(known(1, cluster.target, { name: 'orient' }));
    expect(before.closed.aborted).toBe(true);
    expect(before.closed.reason).toMatchObject({
      reason: 'ClusterUnreachable',
      message: 'cluster "east" was disconnected: its settings have changed',
    });
    await expect(before.client.version()).rejects.toThrow('the client was closed');
    expect(registry.list().map(({ record }) => record.name)).toEqual(['orient', 'west', '2', 'broken']);
    expect((await registry.resolve('orient').client.version()).gitVersion).toMatch(/^v1\./);
    expect(() => registry.resolve('east')).toThrow('cluster "east" not found');
  });

  it('is not connected to while it is disabled', async () => {
    registry.put(known(1, cluster.target, { enabled: false }));
    registry.start();
    expect(registry.view('east').status).toEqual({ state: 'disabled', health: 'unknown' });
    expect(() => registry.resolve('east')).toThrow(
      expect.objectContaining({ code: 503, message: 'cluster "east" is disabled' }),
    );
  });
});
