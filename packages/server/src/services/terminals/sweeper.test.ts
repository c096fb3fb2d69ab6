import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { podKind, type UnstructuredObject } from '@binnacle/kube/api';
import { createSystemClock } from '@binnacle/kube/clock';
import { eventually, startTestCluster, type TestCluster } from '../testing/cluster.ts';
import { createSweeper } from './sweeper.ts';

const clock = createSystemClock();

const debuggingPod = (name: string, expiresAt: number): UnstructuredObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'kube-system',
      labels: { 'app.kubernetes.io/managed-by': 'binnacle', 'binnacle.dev/purpose': 'node-terminal' },
      annotations: { 'binnacle.dev/expires-at': new Date(expiresAt).toISOString() },
    },
    spec: { containers: [{ name: 'shell', image: 'busybox:1.37' }] },
  }) as unknown as UnstructuredObject;

describe('the sweeper', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster.close());

  it('removes debugging Pods that nobody has renewed, and no others', async () => {
    const hour = 3_600_000;
    const other = debuggingPod('not-ours', clock.now() - hour);
    other.metadata.labels = { app: 'shop' };
    await cluster.create(debuggingPod('left', clock.now() - hour), debuggingPod('in-use', clock.now() + hour), other);
    const connected = cluster.registry
      .list()
      .map((view) => ({ ...view, status: { ...view.status, state: 'connected' as const } }));
    const sweeper = createSweeper({ list: () => connected, resolve: cluster.registry.resolve }, clock);
    const names = async () =>
      (await cluster.direct.list(podKind, { namespace: 'kube-system' })).items.map(({ metadata }) => metadata.name);
    await sweeper.sweep();
    await eventually(async () => ((await names()).includes('left') ? undefined : true));
    expect(await names()).toEqual(expect.arrayContaining(['in-use', 'not-ours']));
  });
});
