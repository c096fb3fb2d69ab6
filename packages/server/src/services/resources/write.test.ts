import { configMapKind, kinds, leaseKind, secretKind, serviceKind } from '@binnacle/kube/api';
import type { UnstructuredObject } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCluster } from '../testing/cluster.ts';
import type { TestCluster } from '../testing/cluster.ts';
import { configMapObject, namespaceObject } from '../testing/objects.ts';
import { createResourceOperations, withoutSecretValues } from './index.ts';

const operations = createResourceOperations({ kinds, clock: createSystemClock() });

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
  await cluster.create(namespaceObject('shop'));
});
afterAll(() => cluster.close());

const inShop = { kind: configMapKind, namespace: 'shop' };

describe('resources.create', () => {
  it('fills in what the address says', async () => {
    const { object } = await cluster.run(operations.create, { ...inShop, object: { metadata: { name: 'bare' } } });
    expect(object).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'bare', namespace: 'shop' },
    });
    expect(object.metadata.managedFields).toBeUndefined();
  });

  it('takes the namespace of the object, and a name to be made up', async () => {
    const object = { metadata: { generateName: 'made-', namespace: 'shop' } };
    const created = await cluster.run(operations.create, { kind: configMapKind, object });
    expect(created.object.metadata.name).toMatch(/^made-\w{5}$/);
  });

  it('as a dry run keeps nothing', async () => {
    const object = { metadata: { name: 'tried' } };
    await cluster.run(operations.create, { ...inShop, object, dryRun: true });
    await expect(cluster.direct.get(configMapKind, { namespace: 'shop', name: 'tried' })).rejects.toThrow('not found');
  });

  it.each([
    [{ kind: 'Secret', metadata: { name: 'a' } }, 'kind is "Secret", expected "ConfigMap"'],
    [{ apiVersion: 'v2', metadata: { name: 'a' } }, 'apiVersion is "v2", expected "v1"'],
    [{ metadata: { name: 'a', namespace: 'other' } }, 'metadata.namespace is "other", expected "shop"'],
    [{ metadata: [] }, 'metadata must be an object'],
    [{ metadata: { name: 7 } }, 'metadata.name must be a text'],
    [{}, 'metadata.name is required'],
  ])('of %j is refused by the field', async (object, message) => {
    await expect(cluster.run(operations.create, { ...inShop, object })).rejects.toThrow(message);
  });
});

describe('resources.update', () => {
  const data = (colour: string) => ({ data: { colour } });
  const settings = { ...inShop, name: 'settings' };

  it('replaces the whole object, with or without a resourceVersion', async () => {
    await cluster.create(configMapObject('settings', { app: 'shop' }));
    const { object } = await cluster.run(operations.update, { ...settings, object: data('red') });
    expect(object).toMatchObject(data('red'));
    expect(object.metadata.labels).toBeUndefined();
    const again = { metadata: { resourceVersion: object.metadata.resourceVersion }, ...data('blue') };
    expect((await cluster.run(operations.update, { ...settings, object: again })).object).toMatchObject(data('blue'));
  });

  it('with a stale resourceVersion is a Conflict', async () => {
    const object = { metadata: { resourceVersion: '1' }, ...data('grey') };
    await expect(cluster.run(operations.update, { ...settings, object })).rejects.toMatchObject({
      reason: 'Conflict',
      code: 409,
    });
  });

  it('works for kinds that insist on a resourceVersion', async () => {
    const lease = { kind: leaseKind, namespace: 'shop', name: 'held' };
    const object = { spec: { holderIdentity: 'ada' } };
    await cluster.run(operations.create, { ...lease, object: { metadata: { name: 'held' } } });
    expect((await cluster.run(operations.update, { ...lease, object })).object).toMatchObject(object);
  });

  it('creates nothing, also where the API server would', async () => {
    const object = { spec: { ports: [{ port: 80 }] } };
    const ghost = { kind: serviceKind, namespace: 'shop', name: 'ghost' };
    await expect(cluster.run(operations.update, { ...ghost, object })).rejects.toThrow('services "ghost" not found');
  });
});

describe('Secrets', () => {
  it('keep their values out of what is not asked for by name', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'db',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{}}', note: 'kept' },
      },
      data: { password: 'aHVudGVyMg==' },
      stringData: { token: 'hunter2' },
    } as UnstructuredObject;
    expect(withoutSecretValues(secret)).toEqual({
      ...secret,
      metadata: {
        name: 'db',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '<redacted>', note: 'kept' },
      },
      data: { password: '<redacted>' },
      stringData: { token: '<redacted>' },
    });
  });

  it.each(['data.password=x', 'metadata.name=db,data.password!=x', 'stringData.token=x'])(
    'cannot be guessed by fieldSelector=%s',
    async (fieldSelector) => {
      const input = { kind: secretKind, offset: 0, limit: 10, fieldSelector };
      await expect(cluster.run(operations.list, input)).rejects.toThrow(
        /^fieldSelector cannot ask for (data|stringData)\./,
      );
    },
  );
});
