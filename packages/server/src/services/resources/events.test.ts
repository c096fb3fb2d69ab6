import { kinds, nodeKind, podKind } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { namespaceObject, podObject } from '../testing/objects.ts';
import { createResourceOperations } from './index.ts';

const { events } = createResourceOperations({ kinds, clock: createSystemClock() });

const event = (
  name: string,
  about: { kind?: string; namespace?: string; name: string },
  times: object,
): UnstructuredObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name, namespace: about.namespace ?? 'default' },
  involvedObject: { apiVersion: 'v1', kind: 'Pod', ...about },
  reason: name,
  message: name,
  type: 'Normal',
  ...times,
});

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  // No node would run it, so that nothing but the scheduler reports about it.
  const unscheduled = (name: string) => {
    const pod = podObject(name);
    return { ...pod, spec: { ...(pod['spec'] as object), schedulerName: 'nobody' } };
  };
  const about = { namespace: 'shop', name: 'quiet' };
  await cluster.create(
    namespaceObject('shop'),
    unscheduled('quiet'),
    unscheduled('silent'),
    event('b-old', about, { lastTimestamp: '2026-01-05T09:00:00Z' }),
    event('c-new', about, { lastTimestamp: '2026-01-05T11:00:00Z' }),
    event('a-middle', about, { lastTimestamp: '2026-01-05T10:00:00Z' }),
    event('other', { namespace: 'shop', name: 'other' }, { lastTimestamp: '2026-01-05T12:00:00Z' }),
    event('node', { kind: 'Node', name: 'n1' }, {}),
  );
});
afterAll(() => cluster.close());

describe('resources.events', () => {
  it('lists what was reported about one object, newest first', async () => {
    const { items } = await cluster.run(events, { kind: podKind, namespace: 'shop', name: 'quiet' });
    expect(items.map(({ reason }) => reason)).toEqual(['c-new', 'a-middle', 'b-old']);
    expect(items[0]!.metadata.managedFields).toBeUndefined();
  });

  it('finds the events of objects outside namespaces', async () => {
    const { items } = await cluster.run(events, { kind: nodeKind, name: 'n1' });
    expect(items.map(({ reason }) => reason)).toContain('node');
  });

  it('shows the events of an object that is gone', async () => {
    const { items } = await cluster.run(events, { kind: podKind, namespace: 'shop', name: 'other' });
    expect(items.map(({ reason }) => reason)).toEqual(['other']);
  });

  it('is empty for an object that nothing was reported about', async () => {
    expect(await cluster.run(events, { kind: podKind, namespace: 'shop', name: 'silent' })).toEqual({ items: [] });
  });

  it.each([
    ['shop', 'NotFound', 'pods "none" not found'],
    ['nope', 'NamespaceNotFound', 'namespaces "nope" not found'],
  ])('says what is missing in %s', async (namespace, reason, message) => {
    await expect(cluster.run(events, { kind: podKind, namespace, name: 'none' })).rejects.toMatchObject({
      reason,
      code: 404,
      message,
    });
  });
});
