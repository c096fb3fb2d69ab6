/** Workloads with a partition of their own, and native DaemonSets. */
import { expect } from 'vitest';
import type { DaemonSet, StatefulSet } from '@binnacle/kube/api';
import { type Given, conformance } from '../conformance/harness/conformance.ts';
import { daemonSet, ingress, name, rollout, service, statefulSet, steps, traffic } from './harness/objects.ts';
import { at } from './harness/paths.ts';
import { startRelease } from './harness/release.ts';
import type { Release } from './harness/release.ts';

const partitionOf = async (release: Release): Promise<number | undefined> =>
  (await release.object<StatefulSet>()).spec.updateStrategy?.rollingUpdate?.partition;

const beginStateful = (given: Given, ...shares: (string | number)[]) => {
  const workload = statefulSet();
  return startRelease(given, workload, rollout({ style: 'partition', steps: steps(...shares), workload }));
};

conformance('rollouts', 'B46 a StatefulSet by partition', async (given) => {
  const release = await beginStateful(given, '20%', '40%', '60%', '80%', '100%');
  await release.setVersion('v2');
  for (const [i, partition] of [4, 3, 2, 1].entries()) {
    await release.pausedAt(i + 1);
    expect(await partitionOf(release)).toBe(partition);
    await release.has('v2', 5 - partition);
    await release.approve();
  }
  await release.isOver('True');
  await release.isClean();
  expect((await partitionOf(release)) ?? 0).toBe(0);
});

conformance('rollouts', 'B44 a third revision of a StatefulSet starts over', async (given) => {
  const release = await beginStateful(given, '20%', '40%', '100%');
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await release.changeTo('v3');
  await release.until(async () => expect((await release.podsOf('v3')).length).toBeGreaterThan(0));
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await release.has('v3', 2);
  await release.approve();
  await release.isOver('True');
  await release.isClean();
  await release.has('v3', 5);
});

conformance('rollouts', 'B45 a StatefulSet goes back', async (given) => {
  const release = await beginStateful(given, '20%', '100%');
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.setVersion('v1');
  await release.isOver('False');
  await release.isClean();
  expect((await partitionOf(release)) ?? 0).toBe(0);
  await release.has('v1', 5);
});

conformance('rollouts', 'B47 a StatefulSet with traffic: Services by controller-revision-hash', async (given) => {
  const workload = statefulSet();
  const list = [
    { replicas: '20%', traffic: '20%', pause: {} },
    { replicas: '100%', pause: {} },
  ];
  const ro = rollout({ style: 'partition', steps: list, workload, plan: traffic() });
  const release = await startRelease(given, workload, service(), ingress(), ro);
  await release.setVersion('v2');
  const { status } = await release.pausedAt(1);
  const canary = await given.api.get(at('services', given.ns, `${name}-canary`));
  expect((canary['spec'] as { selector: object }).selector).toEqual({
    app: name,
    'controller-revision-hash': status?.canaryStatus?.podTemplateHash,
  });
  await release.approve();
  await release.isOver('True');
  await release.isClean();
});

conformance('rollouts', 'B40 each batch labels its Pods', async (given) => {
  const release = await beginStateful(given, '20%', '40%', '60%', '80%', '100%');
  await release.setVersion('v2');
  for (const step of [1, 2, 3, 4]) {
    await release.pausedAt(step);
    const { status } = await release.rollout();
    const id = status?.canaryStatus?.observedRolloutID ?? '';
    await release.labels(id, ['1', '2', '3', '4'].slice(0, step));
    await release.approve();
  }
  await release.isOver('True');
});

conformance('rollouts', 'B43 a changed rollout id is taken over, Pods are labelled anew', async (given) => {
  const release = await beginStateful(given, '20%', '40%', '100%');
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.patchWorkload({ metadata: { labels: { 'rollouts.kruise.io/rollout-id': 'release-7' } } });
  await release.until(async () => {
    expect((await release.rollout()).status?.canaryStatus?.observedRolloutID).toBe('release-7');
    expect(await release.batches('release-7')).toEqual(['1']);
  });
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await release.labels('release-7', ['1', '2']);
});

/** One Pod a node, of the lab's three or the simulator's. */
const beginDaemons = async (given: Given, ...shares: (string | number)[]) => {
  const workload = daemonSet();
  const ro = rollout({ style: 'partition', steps: steps(...shares), workload });
  const nodes = (await given.api.list('/api/v1/nodes')).items.length;
  const release = await startRelease(given, workload);
  await release.allReady(nodes);
  await given.api.post(at('rollouts', given.ns), ro);
  await release.reaches({ phase: 'Healthy', state: 'Completed' });
  return { ...release, nodes };
};

const typeOf = async (release: Pick<Release, 'object'>) => (await release.object<DaemonSet>()).spec.updateStrategy;
const restored = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } };

conformance('rollouts', 'B16 a native DaemonSet: Pods are deleted step by step', async (given) => {
  const release = await beginDaemons(given, 1, '100%');
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.has('v2', 1);
  expect((await typeOf(release))?.type).toBe('OnDelete');
  const { metadata } = await release.object();
  expect(metadata.annotations?.['rollouts.kruise.io/daemonset-original-update-strategy']).toBe('RollingUpdate');
  await release.approve();
  await release.isOver('True');
  await release.isClean();
  expect(await typeOf(release)).toEqual(restored);
  await release.has('v2', release.nodes);
});

conformance('rollouts', 'B17 a third revision of a native DaemonSet starts over', async (given) => {
  const release = await beginDaemons(given, 1, '100%');
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.changeTo('v3');
  await release.has('v3', 1);
  await release.pausedAt(1);
  await release.approve();
  await release.isOver('True');
  await release.isClean();
  await release.has('v3', release.nodes);
});

conformance('rollouts', 'B18 a native DaemonSet goes back', async (given) => {
  const release = await beginDaemons(given, 1, '100%');
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.setVersion('v1');
  await release.isOver('False');
  await release.isClean();
  expect(await typeOf(release)).toEqual(restored);
  await release.has('v1', release.nodes);
});

conformance('rollouts', 'B19 deleting the Rollout gives a native DaemonSet back', async (given) => {
  const release = await beginDaemons(given, 1, '100%');
  await release.setVersion('v2');
  await release.pausedAt(1);
  await given.api.delete(at('rollouts', given.ns, name));
  await release.isGone();
  await release.isClean();
  expect(await typeOf(release)).toEqual(restored);
});
