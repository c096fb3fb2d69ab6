/** Deployments by partition: their ReplicaSets are sized by the Rollout controller itself. */
import { expect } from 'vitest';
import type { Deployment, ReplicaSet } from '@binnacle/kube/api';
import { type Given, conformance, eventually } from '../conformance/harness/conformance.ts';
import { deployment, imageOf, ingress, name, rollout, service, steps, traffic } from './harness/objects.ts';
import { at } from './harness/paths.ts';
import { startRelease } from './harness/release.ts';
import type { Release } from './harness/release.ts';

const begin = (given: Given, shares: (string | number)[], spec: object = {}) => {
  const workload = deployment(spec);
  return startRelease(given, workload, rollout({ style: 'partition', steps: steps(...shares), workload }));
};

const strategyOf = async (release: Release) => {
  const { metadata } = await release.object();
  return JSON.parse(metadata.annotations?.['rollouts.kruise.io/deployment-strategy'] ?? '{}') as Record<
    string,
    unknown
  >;
};

/** Pods that are to be there, by version. */
const sizes = async ({ api, ns }: Given): Promise<Record<string, number>> => {
  const { items } = await api.list<ReplicaSet>(at('replicasets', ns), { labelSelector: `app=${name}` });
  return Object.fromEntries(
    items
      .filter(({ spec }) => (spec.replicas ?? 1) > 0)
      .map(({ spec }) => [spec.template.spec.containers[0]?.image ?? '', spec.replicas ?? 1]),
  );
};
const v = (...counts: [string, number][]) => Object.fromEntries(counts.map(([version, n]) => [imageOf(version), n]));

conformance('rollouts', 'B34 a partition per step, traffic and a canary Service', async (given) => {
  const workload = deployment();
  const list = [
    { replicas: '20%', traffic: '20%', pause: {} },
    ...steps('40%', '60%', '80%'),
    { replicas: '100%', pause: {} },
  ];
  const ro = rollout({ style: 'partition', steps: list, workload, plan: traffic() });
  const release = await startRelease(given, workload, service(), ingress(), ro);
  await release.setVersion('v2');
  for (const [i, count] of [1, 2, 3, 4].entries()) {
    const { status } = await release.pausedAt(i + 1);
    expect(status?.canaryStatus).toMatchObject({ canaryReplicas: count, canaryReadyReplicas: count });
    expect(await strategyOf(release)).toEqual({
      rollingStyle: 'Partition',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
      partition: `${(i + 1) * 20}%`,
    });
    await release.until(async () => expect(await sizes(given)).toEqual(v(['v1', 5 - count], ['v2', count])));
    await release.until(async () => {
      const { metadata } = await release.object();
      const extra = metadata.annotations?.['rollouts.kruise.io/deployment-extra-status'];
      expect(extra).toBe(JSON.stringify({ updatedReadyReplicas: count, expectedUpdatedReplicas: count }));
    });
    if (i === 0) await given.api.get(at('services', given.ns, `${name}-canary`));
    await release.approve();
  }
  await release.isOver('True');
  await release.isClean();
  const { paused = false, strategy } = (await release.object<Deployment>()).spec;
  expect(paused).toBe(false);
  expect(strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
  await release.has('v2', 5);
});

conformance('rollouts', 'B35 a third revision on the way starts over, the second goes first', async (given) => {
  const release = await begin(given, ['40%', '60%', '100%']);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.changeTo('v3');
  await release.has('v3', 2);
  await release.pausedAt(1);
  await release.until(async () => expect(await sizes(given)).toEqual(v(['v1', 3], ['v3', 2])));
  await release.approve();
  await release.pausedAt(2);
  await release.approve();
  await release.isOver('True');
  await release.isClean();
});

conformance('rollouts', 'B36 a rollback brings all Pods back', async (given) => {
  const release = await begin(given, ['40%', '100%']);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.setVersion('v1');
  await release.isOver('False');
  await release.isClean();
  await release.until(async () => expect(await sizes(given)).toEqual(v(['v1', 5])));
});

conformance('rollouts', 'B37 deleting the Rollout gives the Deployment back', async (given) => {
  const release = await begin(given, ['40%', '100%']);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await given.api.delete(at('rollouts', given.ns, name));
  await release.isGone();
  await release.isClean();
  await release.until(async () => expect(await sizes(given)).toEqual(v(['v2', 5])));
  expect((await release.object<Deployment>()).spec.strategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
  });
});

conformance('rollouts', 'B38 a change of scale keeps the share', async (given) => {
  const release = await begin(given, ['20%', '40%', '100%']);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  for (const [replicas, updated] of [
    [10, 4],
    [5, 2],
  ] as const) {
    await release.scale(replicas);
    await release.until(async () => expect(await sizes(given)).toEqual(v(['v1', replicas - updated], ['v2', updated])));
    await release.pausedAt(2);
  }
  await release.approve();
  await release.isOver('True');
  await release.isClean();
});

conformance('rollouts', 'B39 a changed plan finds the step that fits', async (given) => {
  const release = await begin(given, ['20%', '40%', '100%']);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await release.patchRollout({ spec: { strategy: { canary: { steps: steps('20%', '60%', '100%') } } } });
  await release.until(async () => expect(await sizes(given)).toEqual(v(['v1', 2], ['v2', 3])));
  await release.pausedAt(2);
  await release.patchRollout({ spec: { strategy: { canary: { steps: steps('20%', '30%', '100%') } } } });
  await release.until(async () => {
    const { metadata, status } = await release.rollout();
    expect(status?.canaryStatus?.rolloutHash).toBe(metadata.annotations?.['rollouts.kruise.io/hash']);
    expect(status?.observedGeneration).toBe(metadata.generation);
  });
  // Only the last step has room for what is updated already: none of it goes back.
  expect((await sizes(given))['nginx:v2']).toBeGreaterThanOrEqual(3);
  await release.isOver('True');
  await release.until(async () => expect(await sizes(given)).toEqual(v(['v2', 5])));
});

/** A Deployment put into a BatchRelease's hand by hand, as tests of the original do. */
const direct = async (given: Given, replicas: number) => {
  const workload = deployment({ replicas });
  const release = await startRelease(given, workload);
  const setPartition = (partition: number | string) =>
    release.patchWorkload({
      metadata: {
        annotations: {
          'batchrelease.rollouts.kruise.io/control-info': '{"name":"by hand"}',
          'rollouts.kruise.io/deployment-strategy': JSON.stringify({
            rollingStyle: 'Partition',
            rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
            partition,
          }),
        },
      },
      spec: { paused: true, strategy: { type: 'Recreate', rollingUpdate: null } },
    });
  const counts = (expected: [replicas: number, available: number, updated: number]) =>
    eventually(async () => {
      const { metadata, status } = await release.object<Deployment>();
      expect(status?.observedGeneration).toBe(metadata.generation);
      expect([status?.replicas, status?.availableReplicas, status?.updatedReplicas ?? 0]).toEqual(expected);
    }, 60_000);
  return { ...release, setPartition, counts };
};

conformance('rollouts', 'B54 by hand: updated Pods equal the partition', async (given) => {
  const { setPartition, counts, setVersion } = await direct(given, 5);
  await setPartition(0);
  await setVersion('v2');
  for (const partition of [0, 1, 2, 3, 5]) {
    await setPartition(partition);
    await counts([5, 5, partition]);
  }
});

conformance('rollouts', 'B55 by hand: scaled out in the middle', async (given) => {
  const { setPartition, counts, setVersion, scale } = await direct(given, 5);
  await setPartition(2);
  await setVersion('v2');
  await counts([5, 5, 2]);
  await scale(10);
  await counts([10, 10, 4]);
  for (const partition of [7, 10]) {
    await setPartition(partition);
    await counts([10, 10, partition]);
  }
});

conformance('rollouts', 'B56 by hand: scaled in in the middle', async (given) => {
  const { setPartition, counts, setVersion, scale } = await direct(given, 10);
  await setPartition('0%');
  await setVersion('v2');
  await counts([10, 10, 0]);
  await setPartition('40%');
  await counts([10, 10, 4]);
  await scale(5);
  await counts([5, 5, 2]);
  await setPartition('60%');
  await counts([5, 5, 3]);
  await setPartition('100%');
  await counts([5, 5, 5]);
});

conformance('rollouts', 'B58 by hand: a third revision, the second shrinks first', async (given) => {
  const { setPartition, counts, setVersion } = await direct(given, 5);
  await setPartition(2);
  await setVersion('v2');
  await counts([5, 5, 2]);
  await setPartition(0);
  await setVersion('v3');
  await counts([5, 5, 0]);
  await setPartition(3);
  await counts([5, 5, 3]);
  await eventually(async () => expect(await sizes(given)).toEqual(v(['v1', 2], ['v3', 3])));
  await setPartition(5);
  await counts([5, 5, 5]);
});

conformance('rollouts', 'B59 by hand: back to the second revision, whose ReplicaSet is used again', async (given) => {
  const { setPartition, counts, setVersion } = await direct(given, 5);
  await setPartition(2);
  await setVersion('v2');
  await counts([5, 5, 2]);
  await setPartition(3);
  await setVersion('v3');
  await counts([5, 5, 3]);
  await setPartition(2);
  await setVersion('v2');
  await counts([5, 5, 2]);
  for (const partition of [3, 5]) {
    await setPartition(partition);
    await counts([5, 5, partition]);
  }
  const { items } = await given.api.list(at('replicasets', given.ns), { labelSelector: `app=${name}` });
  expect(items).toHaveLength(3);
});

conformance(
  'rollouts',
  'B57 by hand: a revision whose Pods never serve stays at one',
  { skip: { cluster: 'kwok makes every Pod ready' } },
  async (given) => {
    const { setPartition, counts, setVersion } = await direct(given, 5);
    await setPartition(0);
    await setVersion('v2-sim-unready');
    await setPartition(3);
    await counts([6, 5, 1]);
  },
);
