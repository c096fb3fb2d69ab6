import { configMapKind, deploymentKind, kinds, replicaSetKind } from '@binnacle/kube/api';
import type { Kind } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { configMapObject, deploymentObject, namespaceObject } from '../testing/objects.ts';
import { createResourceOperations } from './index.ts';

const operations = createResourceOperations({ kinds, clock: createSystemClock() });

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.create(namespaceObject('shop'));
});
afterAll(() => cluster.close());

const namesOf = async (kind: Kind) =>
  (await cluster.direct.list(kind, { namespace: 'shop' })).items.map(({ metadata }) => metadata.name);

describe('resources.delete', () => {
  it('deletes and answers what was deleted', async () => {
    await cluster.create(configMapObject('settings'));
    await cluster.run(operations.delete, { kind: configMapKind, namespace: 'shop', name: 'settings' });
    expect(await namesOf(configMapKind)).not.toContain('settings');
  });

  it('leaves an object that finalizers hold, marked as being deleted', async () => {
    const held = configMapObject('held');
    held.metadata.finalizers = ['example.com/hold'];
    await cluster.create(held);
    const { object } = await cluster.run(operations.delete, { kind: configMapKind, namespace: 'shop', name: 'held' });
    expect(object.metadata).toMatchObject({ name: 'held', finalizers: ['example.com/hold'] });
    expect(object.metadata.deletionTimestamp).toBeDefined();
    expect(object.metadata.managedFields).toBeUndefined();
  });

  it('deletes what the object owns, unless told to orphan it', async () => {
    await cluster.create(deploymentObject('cart'), deploymentObject('left'));
    await eventually(async () => ((await namesOf(replicaSetKind)).length === 2 ? true : undefined));
    await cluster.run(operations.delete, { kind: deploymentKind, namespace: 'shop', name: 'cart' });
    await cluster.run(operations.delete, {
      kind: deploymentKind,
      namespace: 'shop',
      name: 'left',
      propagationPolicy: 'Orphan',
    });
    await eventually(async () => ((await namesOf(deploymentKind)).length === 0 ? true : undefined));
    await eventually(async () => {
      const names = await namesOf(replicaSetKind);
      return names.length === 1 && names[0]!.startsWith('left-') ? true : undefined;
    });
  });

  it.each([
    ['shop', 'NotFound', 'configmaps "none" not found'],
    ['nope', 'NamespaceNotFound', 'namespaces "nope" not found'],
  ])('says what is missing in %s', async (namespace, reason, message) => {
    await expect(
      cluster.run(operations.delete, { kind: configMapKind, namespace, name: 'none' }),
    ).rejects.toMatchObject({
      reason,
      code: 404,
      message,
    });
  });
});
