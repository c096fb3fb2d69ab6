import type { KubeObject } from '@binnacle/kube/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCluster, newDeployment, type LocalCluster } from '../../local-cluster.ts';
import { refs, type Condition, type ConfigMap, type Namespace } from '../../local/objects.ts';

let cluster: LocalCluster;
beforeEach(async () => {
  cluster = await createLocalCluster();
  await cluster.client.create<KubeObject>(refs.namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  });
  await cluster.clock.settle();
});
afterEach(() => cluster.close());

const namespace = () => cluster.client.get<Namespace>(refs.namespaces, { name: 'shop' });
const inShop = (ref: typeof refs.pods) =>
  cluster.client.list(ref, { namespace: 'shop' }).map(({ metadata }) => metadata.name);

describe('namespace controller', () => {
  it('furnishes every namespace with a service account and the CA, and restores them', async () => {
    expect(inShop(refs.serviceAccounts)).toEqual(['default']);
    const key = { namespace: 'shop', name: 'kube-root-ca.crt' };
    expect(cluster.client.get<ConfigMap>(refs.configMaps, key)?.data).toEqual({ 'ca.crt': 'PEM' });
    expect(cluster.client.list(refs.serviceAccounts).map(({ metadata }) => metadata.namespace)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
      'shop',
    ]);
    await cluster.client.delete(refs.configMaps, key);
    await cluster.client.delete(refs.serviceAccounts, { namespace: 'shop', name: 'default' });
    await cluster.clock.settle();
    expect([inShop(refs.configMaps), inShop(refs.serviceAccounts)]).toEqual([['kube-root-ca.crt'], ['default']]);
  });

  it('empties a namespace before it goes', async () => {
    const deployment = newDeployment('web');
    await cluster.client.create(refs.deployments, { ...deployment, metadata: { name: 'web', namespace: 'shop' } });
    await cluster.clock.advance(5_000);
    expect(inShop(refs.pods)).toHaveLength(3);
    await cluster.client.delete(refs.namespaces, { name: 'shop' });
    await cluster.clock.settle();
    expect(namespace()?.status?.phase).toBe('Terminating');
    const remaining = namespace()?.status?.conditions?.find(({ type }) => type === 'NamespaceContentRemaining');
    expect(remaining).toMatchObject({
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: 'Some resources are remaining: pods. has 3 resource instances',
    });
    await cluster.clock.advance(5_000);
    expect(namespace()).toBeUndefined();
    for (const ref of cluster.client.kinds()) {
      if (ref.namespaced) expect(cluster.client.list(ref, { namespace: 'shop' })).toEqual([]);
    }
  });

  it('says which finalizers hold it', async () => {
    await cluster.client.create<KubeObject>(refs.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'held', namespace: 'shop', finalizers: ['example.com/hold'] },
    });
    await cluster.client.delete(refs.namespaces, { name: 'shop' });
    await cluster.clock.advance(5_000);
    const messages = (namespace()?.status?.conditions ?? []).map(({ type, status, message }: Condition) => [
      type,
      status,
      message,
    ]);
    expect(messages).toEqual([
      ['NamespaceDeletionDiscoveryFailure', 'False', 'All resources successfully discovered'],
      ['NamespaceDeletionGroupVersionParsingFailure', 'False', 'All legacy kube types successfully parsed'],
      ['NamespaceDeletionContentFailure', 'False', 'All content successfully deleted, may be waiting on finalization'],
      ['NamespaceContentRemaining', 'True', 'Some resources are remaining: configmaps. has 1 resource instances'],
      [
        'NamespaceFinalizersRemaining',
        'True',
        'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
      ],
    ]);
  });
});
