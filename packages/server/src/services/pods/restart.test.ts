import { podKind } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { deploymentObject, namespaceObject, podObject } from '../testing/objects.ts';
import { createPodOperations } from './index.ts';

const { restart } = createPodOperations({ clock: createSystemClock() });

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.create(namespaceObject('shop'), podObject('bare'), deploymentObject('cart'));
});
afterAll(() => cluster.close());

const podsOfCart = async () =>
  (await cluster.direct.list(podKind, { namespace: 'shop', labelSelector: 'app=cart' })).items;

describe('pods.restart', () => {
  it('replaces a Pod by a new one of its controller', async () => {
    const [before] = await eventually(async () => {
      const found = await podsOfCart();
      return found.length > 0 ? found : undefined;
    });
    const { name, uid } = before!.metadata;
    const owner = before!.metadata.ownerReferences![0]!.name;
    expect(await cluster.run(restart, { namespace: 'shop', name })).toEqual({
      controller: { kind: 'ReplicaSet', name: owner },
    });
    await eventually(async () => {
      const now = await podsOfCart();
      return now.length === 1 && now[0]!.metadata.uid !== uid ? true : undefined;
    });
  });

  it('refuses a bare Pod, which nobody would recreate, and leaves it alone', async () => {
    await expect(cluster.run(restart, { namespace: 'shop', name: 'bare' })).rejects.toMatchObject({
      reason: 'BadRequest',
      code: 400,
      message: 'pods "bare" cannot be restarted: it has no controller to recreate it',
    });
    const bare = await cluster.direct.get(podKind, { namespace: 'shop', name: 'bare' });
    expect(bare.metadata.deletionTimestamp).toBeUndefined();
  });

  it('says that there is no such Pod', async () => {
    await expect(cluster.run(restart, { namespace: 'shop', name: 'none' })).rejects.toMatchObject({
      reason: 'NotFound',
      message: 'pods "none" not found',
    });
  });

  it('says that there is no such namespace', async () => {
    await expect(cluster.run(restart, { namespace: 'nope', name: 'none' })).rejects.toMatchObject({
      reason: 'NamespaceNotFound',
      message: 'namespaces "nope" not found',
    });
  });
});
