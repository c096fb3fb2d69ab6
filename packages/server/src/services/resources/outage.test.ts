/** What readers see while the API server is out of reach, and after. */
import { configMapKind, kinds, secretKind } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { configMapObject, namespaceObject } from '../testing/objects.ts';
import { createResourceOperations, streamObject, streamRows } from './index.ts';

const clock = createSystemClock();
const { list, watch, watchOne } = createResourceOperations({ kinds, clock });
const input = { kind: configMapKind, namespaces: ['shop'], labelSelector: 'tier', offset: 0, limit: 10 };

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster();
  await cluster.create(namespaceObject('shop'), configMapObject('apple', { tier: 'web' }));
});
afterEach(() => cluster.close());

/** Collects what a stream sends. */
const createReader = () => {
  const left = new AbortController();
  const events: { event: string; data: Record<string, unknown> }[] = [];
  return {
    events,
    sink: {
      send: (event: string, data: string) =>
        void events.push({ event, data: JSON.parse(data) as (typeof events)[0]['data'] }),
      closed: left.signal,
    },
    leave: () => left.abort(),
    states: () => events.filter(({ event }) => event === 'freshness').map(({ data }) => data['state']),
    names: () => events.flatMap(({ data }) => (data['rows'] ?? []) as { name: string }[]).map(({ name }) => name),
  };
};

describe('an API server out of reach', () => {
  it('lists go on from what is known, and say how old it is; all recovers by itself', async () => {
    await cluster.run(list, input);
    cluster.link.cut();
    const old = await eventually(async () => {
      const output = await cluster.run(list, input);
      return output.freshness.state === 'synced' ? undefined : output;
    });
    expect(old.view.total).toBe(1);
    expect(['stale', 'down']).toContain(old.freshness.state);
    expect(old.freshness.reason).not.toBe('');
    expect(old.freshness.since).toBeLessThanOrEqual(clock.now());
    await cluster.create(configMapObject('banana', { tier: 'db' }));
    cluster.link.mend();
    await eventually(async () => {
      const { view, freshness } = await cluster.run(list, input);
      return freshness.state === 'synced' && view.total === 2 ? true : undefined;
    });
  });

  it('a list that was never read says that the cluster cannot be reached', async () => {
    cluster.link.cut();
    await expect(cluster.run(list, { ...input, kind: secretKind })).rejects.toMatchObject({
      reason: 'ClusterUnreachable',
      code: 503,
      message: expect.stringMatching(/^cluster "east" \(https:\/\/127\.0\.0\.1:\d+\) cannot be reached: /),
    });
  });

  it('row streams stay open, say that they are stale, and catch up', async () => {
    const reader = createReader();
    const done = streamRows(await cluster.run(watch, input), reader.sink, clock);
    expect(reader.names()).toEqual(['apple']);
    cluster.link.cut();
    await eventually(() => (reader.states().some((state) => state !== 'synced') ? true : undefined));
    await cluster.create(configMapObject('banana', { tier: 'db' }));
    cluster.link.mend();
    await eventually(() => (reader.names().includes('banana') ? true : undefined));
    await eventually(() => (reader.states().at(-1) === 'synced' ? true : undefined));
    reader.leave();
    await done;
  });

  it('object streams stay open as well', async () => {
    const reader = createReader();
    const apple = { kind: configMapKind, namespace: 'shop', name: 'apple' };
    const done = streamObject(await cluster.run(watchOne, apple), reader.sink, { clock });
    expect(reader.events.map(({ event }) => event)).toEqual(['freshness', 'object']);
    cluster.link.cut();
    await eventually(() => (reader.states().at(-1) === 'synced' ? undefined : true));
    await cluster.direct.delete(configMapKind, { namespace: 'shop', name: 'apple' });
    cluster.link.mend();
    await eventually(() => (reader.events.some(({ event }) => event === 'gone') ? true : undefined));
    reader.leave();
    await done;
  });
});

describe('credentials', () => {
  const open = (token: string) =>
    startTestCluster({ target: (target) => ({ ...target, credentials: { type: 'token', token } }) });

  it("that the API server does not know are the cluster's trouble, not the caller's", async () => {
    const stranger = await open('forged');
    await expect(stranger.run(list, input)).rejects.toMatchObject({
      reason: 'ClusterUnreachable',
      code: 503,
      message: 'cluster "east" refused the credentials (token)',
    });
    await stranger.close();
  });
});

describe('many readers', () => {
  it('all see the same change, and none holds on when it leaves', async () => {
    const readers = Array.from({ length: 200 }, createReader);
    const done = readers.map(async ({ sink }) => streamRows(await cluster.run(watch, input), sink, clock));
    await eventually(() => (readers.every(({ events }) => events.length === 1) ? true : undefined));
    await cluster.create(configMapObject('banana', { tier: 'db' }));
    await eventually(() => (readers.every(({ names }) => names().includes('banana')) ? true : undefined));
    for (const { leave } of readers) leave();
    await Promise.all(done);
  });
});
