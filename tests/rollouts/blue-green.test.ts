/** Blue-green: all old Pods stay beside the new ones until the release is over. */
import { expect } from 'vitest';
import type { Deployment, KubeObject, ReplicaSet } from '@binnacle/kube/api';
import type { RolloutStep } from '@binnacle/rollouts/api';
import { type Given, conformance } from '../conformance/harness/conformance.ts';
import { refusal } from '../conformance/harness/api.ts';
import { deployment, ingress, name, rollout, service, traffic } from './harness/objects.ts';
import { at } from './harness/paths.ts';
import { startRelease } from './harness/release.ts';
import type { Release } from './harness/release.ts';

const steps: RolloutStep[] = [
  { replicas: '50%', traffic: '0%', pause: {} },
  { replicas: '100%', traffic: '0%', pause: {} },
  { replicas: '100%', traffic: '50%', pause: {} },
  { replicas: '100%', traffic: '100%', pause: {} },
];

const autoscaler = (target: string): KubeObject =>
  ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
      minReplicas: 5,
      maxReplicas: 5,
    },
  }) as KubeObject;

const begin = async (given: Given, ...others: KubeObject[]) => {
  const workload = deployment({ minReadySeconds: 0, progressDeadlineSeconds: 300 });
  const ro = rollout({ style: 'blueGreen', steps, workload, plan: traffic() });
  const release = await startRelease(given, workload, service(), ingress(), ...others, ro);
  const before = await release.object<Deployment>();
  return { ...release, before };
};

const original = async (release: Pick<Release, 'object'>) =>
  (await release.object()).metadata.annotations?.['rollouts.kruise.io/original-deployment-strategy'];

const isRestored = (release: Awaited<ReturnType<typeof begin>>) =>
  release.until(async () => {
    const { spec } = await release.object<Deployment>();
    const { minReadySeconds = 0, progressDeadlineSeconds, strategy, paused = false } = spec;
    expect({ minReadySeconds, progressDeadlineSeconds, strategy, paused }).toEqual({
      minReadySeconds: 0,
      progressDeadlineSeconds: release.before.spec.progressDeadlineSeconds,
      strategy: release.before.spec.strategy,
      paused: false,
    });
  });

const counts = async (release: Pick<Release, 'pods' | 'podsOf'>, version: string) => [
  (await release.podsOf(version)).length,
  (await release.pods()).length,
];

const hasNoCanaryIngress = async ({ api, ns }: Given) =>
  expect((await refusal(api.get(at('ingresses', ns, `${name}-canary`)))).code).toBe(404);
const weight = async ({ api, ns }: Given) =>
  (await api.get(at('ingresses', ns, `${name}-canary`))).metadata.annotations?.[
    'nginx.ingress.kubernetes.io/canary-weight'
  ];

conformance('rollouts', 'B22 a blue-green release from end to end', async (given) => {
  const release = await begin(given, autoscaler(name));
  const target = async () =>
    (
      (await given.api.get(at('horizontalpodautoscalers', given.ns, name)))['spec'] as {
        scaleTargetRef: { name: string };
      }
    ).scaleTargetRef.name;
  await release.setVersion('v2');
  const { status } = await release.pausedAt(1);
  await release.until(async () => expect(await counts(release, 'v2')).toEqual([3, 8]));
  expect(status?.blueGreenStatus).toMatchObject({ updatedReplicas: 3, updatedReadyReplicas: 3 });
  expect(await target()).toBe(`${name}-DisableByRollout`);
  expect(await original(release)).toBe('{"maxUnavailable":0,"maxSurge":1,"progressDeadlineSeconds":300}');
  expect((await release.object<Deployment>()).spec).toMatchObject({
    minReadySeconds: 2_147_483_646,
    progressDeadlineSeconds: 2_147_483_647,
    strategy: { rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } },
  });
  await given.api.get(at('services', given.ns, `${name}-canary`));
  await hasNoCanaryIngress(given);
  await release.approve();
  await release.pausedAt(2);
  await release.until(async () => expect(await counts(release, 'v2')).toEqual([5, 10]));
  await release.approve();
  await release.pausedAt(3);
  expect(await weight(given)).toBe('50');
  await release.approve();
  const last = await release.pausedAt(4);
  expect(await weight(given)).toBe('100');
  expect(last.status?.message).toBe('Rollout is in step(4/4), and you need manually confirm to enter the next step');
  await release.until(async () => expect(await counts(release, 'v2')).toEqual([5, 10]));
  await release.approve();
  await release.isOver('True');
  await release.until(async () => expect(await counts(release, 'v2')).toEqual([5, 5]));
  await release.isClean();
  await isRestored(release);
  expect(await target()).toBe(name);
  const { items } = await given.api.list<ReplicaSet>(at('replicasets', given.ns));
  expect(items.filter(({ spec }) => spec.minReadySeconds === 2_147_483_646)).toEqual([]);
});

for (const step of [1, 3] as const)
  conformance('rollouts', `B23 a blue-green rollback at step ${step}`, async (given) => {
    const release = await begin(given);
    await release.setVersion('v2');
    for (let at = 1; at < step; at += 1) {
      await release.pausedAt(at);
      await release.approve();
    }
    await release.pausedAt(step);
    await release.setVersion('v1');
    await release.isOver('False');
    await release.isClean();
    await isRestored(release);
    await release.until(async () => expect(await counts(release, 'v1')).toEqual([5, 5]));
  });

conformance('rollouts', 'B24 a third revision is refused in words, the second and the first go on', async (given) => {
  const release = await begin(given);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.setVersion('v3');
  await release.until(async () => {
    expect((await release.rollout()).status?.message).toBe(
      'new version releasing detected in the progress of blue-green release, please rollback first',
    );
    const { spec, status } = await release.object<Deployment>();
    expect(spec.paused).toBe(true);
    expect(spec.strategy?.rollingUpdate?.maxSurge).toBe('50%');
    expect([status?.updatedReplicas ?? 0, status?.readyReplicas]).toEqual([0, 8]);
  });
  await release.setVersion('v2');
  await release.until(async () => expect((await release.object<Deployment>()).status?.updatedReplicas).toBe(3));
  await release.approve();
  await release.pausedAt(2);
  await release.until(async () => expect(await counts(release, 'v2')).toEqual([5, 10]));
  await release.setVersion('v1');
  await release.isOver('False');
  await release.isClean();
  await isRestored(release);
  await release.until(async () => expect(await counts(release, 'v1')).toEqual([5, 5]));
});

conformance('rollouts', 'B25 deleting the Rollout at step 3 gives the Deployment back', async (given) => {
  const release = await begin(given);
  await release.setVersion('v2');
  for (const step of [1, 2]) {
    await release.pausedAt(step);
    await release.approve();
  }
  await release.pausedAt(3);
  await given.api.delete(at('rollouts', given.ns, name));
  await release.isGone();
  await release.isClean();
  await isRestored(release);
  await release.until(async () => expect(await counts(release, 'v2')).toEqual([5, 5]));
});

conformance('rollouts', 'B26 disabling it does the same, and it can be enabled again', async (given) => {
  const release = await begin(given);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.patchRollout({ spec: { disabled: true } });
  await release.reaches({ phase: 'Disabled' });
  expect((await release.rollout()).status?.message).toBe('Rollout is disabled');
  await release.isClean();
  await isRestored(release);
  await release.until(async () => expect(await counts(release, 'v2')).toEqual([5, 5]));
  await release.setVersion('v3');
  await release.until(async () => expect(await counts(release, 'v3')).toEqual([5, 5]));
  await release.patchRollout({ spec: { disabled: false } });
  await release.reaches({ phase: 'Healthy' });
});
