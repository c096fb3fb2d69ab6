import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configMapKind, type KubeObject } from '@binnacle/kube/api';
import { createClient, type KubeClient } from '@binnacle/kube/client';
import { createSystemClock, type Clock } from '@binnacle/kube/clock';
import { startTestCluster, type TestCluster } from '../../testing/cluster.ts';
import { createPerson } from './person.ts';

const rbac = 'rbac.authorization.k8s.io';
const binding = (name: string): KubeObject =>
  ({
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: rbac, kind: 'User', name: 'ada' }],
  }) as KubeObject;

let cluster: TestCluster;
let ada: KubeClient;
beforeAll(async () => {
  cluster = await startTestCluster();
  ada = createClient({ ...cluster.target, impersonate: { user: 'ada' } });
});
afterAll(async () => {
  await ada?.close();
  await cluster?.close();
});

/** The real clock, some time later. */
const shifted = (): { clock: Clock; pass: (ms: number) => void } => {
  const system = createSystemClock();
  let ahead = 0;
  return { clock: { ...system, now: () => system.now() + ahead }, pass: (ms) => void (ahead += ms) };
};

describe('a person whose rights change', () => {
  it('is asked about again after a while: what they have open ends, and whoever asks next is somebody new', async () => {
    const { clock, pass } = shifted();
    let changes = 0;
    const shared = cluster.registry.resolve(undefined);
    const person = createPerson({ shared, client: ada, clock, onChange: () => void (changes += 1) });
    const cache = person.cache(configMapKind);
    expect([cache.freshness().state, cache.size]).toEqual(['starting', 0]);
    await cache.ready();
    expect([cache.freshness().state, cache.view({}).total]).toEqual(['synced', 0]);

    await cluster.create(binding('everything'));
    await person.recheck?.();
    expect([changes, person.closed.aborted]).toEqual([0, false]);
    pass(21_000);
    await person.recheck?.();
    expect([changes, person.closed.aborted]).toEqual([1, true]);

    const next = createPerson({ shared, client: ada, clock, onChange: () => undefined });
    await next.cache(configMapKind).ready();
    expect(next.cache(configMapKind).size).toBe(shared.cache(configMapKind).size);
    // What was said too long ago is not believed: nothing is shown before the cluster is asked again.
    pass(61_000);
    expect(next.cache(configMapKind).freshness().state).toBe('starting');
    expect(next.cache(configMapKind).view({}).total).toBe(0);
  });

  it('looks through one cache per kind while the cluster’s word holds, and through another after a gap', async () => {
    const { clock, pass } = shifted();
    const shared = cluster.registry.resolve(undefined);
    const person = createPerson({ shared, client: ada, clock, onChange: () => undefined });
    await person.cache(configMapKind).ready();
    const first = person.cache(configMapKind);
    expect(person.cache(configMapKind)).toBe(first);
    pass(30_000);
    await person.recheck?.();
    pass(59_000);
    expect(person.cache(configMapKind)).toBe(first);
    // What changed in a gap was told to nobody: whoever kept the cache must see that it is another.
    pass(61_000);
    expect(person.cache(configMapKind)).not.toBe(first);
    await person.cache(configMapKind).ready();
    const second = person.cache(configMapKind);
    expect(second).not.toBe(first);
    expect(person.cache(configMapKind)).toBe(second);
  });
});
