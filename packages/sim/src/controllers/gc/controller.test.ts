import type { KubeObject } from '@binnacle/kube/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newDeployment, type LocalCluster } from '../../local-cluster.ts';
import { refs } from '../../local/objects.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
});
afterEach(() => cluster.close());

const names = (ref: typeof refs.pods) =>
  cluster.client.list(ref, { namespace: 'default' }).map(({ metadata }) => metadata.name);
const web = { namespace: 'default', name: 'web' };

const configMap = (name: string, owners: KubeObject[] = [], extra: Partial<KubeObject['metadata']> = {}) =>
  cluster.client.create<KubeObject>(refs.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: 'default',
      ...extra,
      ...(owners.length === 0
        ? {}
        : {
            ownerReferences: owners.map(({ apiVersion, kind, metadata }) => ({
              apiVersion,
              kind,
              name: metadata.name,
              uid: metadata.uid ?? '',
              blockOwnerDeletion: true,
            })),
          }),
    },
  });
const configMaps = () => names(refs.configMaps).filter((name) => name !== 'kube-root-ca.crt');
const remove = (name: string, propagationPolicy: 'Background' | 'Foreground' | 'Orphan') =>
  cluster.client.delete(refs.configMaps, { namespace: 'default', name }, { propagationPolicy });

describe('garbage collector', () => {
  it('deletes dependents in the background, all the way down', async () => {
    await cluster.client.create(refs.deployments, newDeployment('web'));
    await cluster.clock.advance(5_000);
    await cluster.client.delete(refs.deployments, web, { propagationPolicy: 'Background' });
    expect(names(refs.deployments)).toEqual([]);
    await cluster.clock.advance(5_000);
    expect([names(refs.replicaSets), names(refs.pods)]).toEqual([[], []]);
  });

  it('keeps the owner until its dependents are gone in the foreground', async () => {
    await cluster.client.create(refs.deployments, newDeployment('web'));
    await cluster.clock.advance(5_000);
    await cluster.client.delete(refs.deployments, web, { propagationPolicy: 'Foreground' });
    await cluster.clock.settle();
    const held = cluster.client.get(refs.deployments, web);
    expect(held?.metadata.finalizers).toEqual(['foregroundDeletion']);
    expect(held?.metadata.deletionTimestamp).toBeDefined();
    expect(names(refs.pods)).toHaveLength(3);
    await cluster.clock.advance(5_000);
    expect([names(refs.pods), names(refs.replicaSets), names(refs.deployments)]).toEqual([[], [], []]);
  });

  it('orphans: dependents stay and lose their owner', async () => {
    const owner = await configMap('owner');
    await configMap('child', [owner]);
    await remove('owner', 'Orphan');
    await cluster.clock.advance(1_000);
    expect(configMaps()).toEqual(['child']);
    expect(
      cluster.client.get(refs.configMaps, { namespace: 'default', name: 'child' })?.metadata.ownerReferences,
    ).toBeUndefined();
  });

  it('goes by uid, not by name', async () => {
    const first = await configMap('owner');
    await remove('owner', 'Background');
    await configMap('owner');
    await configMap('child', [first]);
    await cluster.clock.advance(1_000);
    expect(configMaps()).toEqual(['owner']);
  });

  it('keeps a dependent that has another owner and drops the reference that dangles', async () => {
    const [a, b] = [await configMap('a'), await configMap('b')];
    await configMap('child', [a, b]);
    await remove('a', 'Background');
    await cluster.clock.advance(1_000);
    expect(configMaps()).toEqual(['b', 'child']);
    const child = cluster.client.get(refs.configMaps, { namespace: 'default', name: 'child' });
    expect(child?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b']);
  });

  it('waits for a dependent whose own finalizer holds it', async () => {
    const owner = await configMap('owner');
    await configMap('child', [owner], { finalizers: ['example.com/hold'] });
    await remove('owner', 'Foreground');
    await cluster.clock.advance(5_000);
    expect(configMaps()).toEqual(['child', 'owner']);
    const child = cluster.client.get(refs.configMaps, { namespace: 'default', name: 'child' }) as KubeObject;
    await cluster.client.update(refs.configMaps, { ...child, metadata: { ...child.metadata, finalizers: [] } });
    await cluster.clock.advance(1_000);
    expect(configMaps()).toEqual([]);
  });

  it('leaves objects alone whose owner is of a kind it does not know', async () => {
    await configMap('child', [
      {
        apiVersion: 'example.com/v1',
        kind: 'Widget',
        metadata: { name: 'w', uid: 'b6d1f4b0-0000-4000-8000-000000000000' },
      },
    ]);
    await cluster.clock.advance(5_000);
    expect(configMaps()).toEqual(['child']);
  });
});
