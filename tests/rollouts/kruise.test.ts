/** Kruise's workloads: their controllers are the simulator's own, so these bodies run there alone. */
import { expect } from 'vitest';
import type { KubeObject } from '@binnacle/kube/api';
import { kruiseDefinitions } from '@binnacle/sim';
import type { RolloutStep } from '@binnacle/rollouts/api';
import { Refusal } from '../conformance/harness/api.ts';
import { type Body, type Given, conformance, eventually } from '../conformance/harness/conformance.ts';
import { ingress, name, rollout, service, steps, template, traffic } from './harness/objects.ts';
import { at } from './harness/paths.ts';
import { startRelease } from './harness/release.ts';
import type { Release } from './harness/release.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

const kruise = (title: string, body: Body): void =>
  conformance('rollouts', title, { skip: { cluster: 'no Kruise controllers run there' } }, async (given) => {
    for (const definition of kruiseDefinitions)
      await given.api.post(definitions, definition).catch((error: unknown) => {
        if (!(error instanceof Refusal && error.status.reason === 'AlreadyExists')) throw error;
      });
    await eventually(() => given.api.list(at('clonesets', given.ns)));
    await body(given);
  });

const selector = { matchLabels: { app: name } };
const cloneSet = (spec: object = {}): KubeObject =>
  ({
    apiVersion: 'apps.kruise.io/v1alpha1',
    kind: 'CloneSet',
    metadata: { name },
    spec: { replicas: 5, selector, template: template(), ...spec },
  }) as KubeObject;

const strategyOf = async (release: Release) =>
  ((await release.object())['spec'] as { updateStrategy?: Record<string, unknown> }).updateStrategy ?? {};
const partition = async (release: Release) => (await strategyOf(release))['partition'];

const begin = (given: Given, workload: KubeObject, ...shares: (string | number)[]) =>
  startRelease(given, workload, rollout({ style: 'partition', steps: steps(...shares), workload }));

kruise('B33 a CloneSet by partition, without traffic', async (given) => {
  const release = await begin(given, cloneSet(), '20%', '40%', '60%', '80%', '100%');
  await release.setVersion('v2');
  for (const [i, left] of ['80%', '60%', '40%', '20%'].entries()) {
    await release.pausedAt(i + 1);
    expect(await partition(release)).toBe(left);
    await release.has('v2', i + 1);
    await release.approve();
  }
  await release.isOver('True');
  await release.isClean();
  expect(await partition(release)).toBeUndefined();
  expect((await given.api.list(at('services', given.ns))).items).toEqual([]);
});

kruise('B30, B31 a CloneSet with traffic, and its rollback', async (given) => {
  const workload = cloneSet();
  const list: RolloutStep[] = [
    { replicas: '20%', traffic: '20%', pause: {} },
    { replicas: '60%', pause: {} },
    { replicas: '100%', pause: {} },
  ];
  const ro = rollout({ style: 'partition', steps: list, workload, plan: traffic() });
  const release = await startRelease(given, workload, service(), ingress(), ro);
  await release.setVersion('v2');
  const { status } = await release.pausedAt(1);
  const canary = await given.api.get(at('services', given.ns, `${name}-canary`));
  expect((canary['spec'] as { selector: object }).selector).toEqual({
    app: name,
    'pod-template-hash': status?.canaryStatus?.podTemplateHash,
  });
  await release.approve();
  await release.pausedAt(2);
  expect(await partition(release)).toBe('40%');
  await release.setVersion('v1');
  await release.isOver('False');
  await release.isClean();
  await release.has('v1', 5);
});

kruise('B32 a third revision of a CloneSet starts over', async (given) => {
  const release = await begin(given, cloneSet(), '20%', '40%', '100%');
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await release.changeTo('v3');
  await release.until(async () => expect((await release.podsOf('v3')).length).toBeGreaterThan(0));
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await release.approve();
  await release.isOver('True');
  await release.has('v3', 5);
});

kruise('B21 jumps never bring Pods back', async (given) => {
  const release = await begin(given, cloneSet(), '20%', '40%', '60%', '100%');
  await release.setVersion('v2');
  await release.pausedAt(1);
  for (const to of [3, 1]) {
    await release.jump(to);
    await release.pausedAt(to);
    await release.has('v2', 3);
  }
});

kruise('B42 a CloneSet goes back in batches; Pods that never left are not touched', async (given) => {
  const workload = cloneSet({ replicas: 10, updateStrategy: { maxUnavailable: '100%' } });
  const ro = rollout({
    style: 'partition',
    steps: steps('20%', '40%', '100%'),
    workload,
    annotations: { 'rollouts.kruise.io/rollback-in-batch': 'true' },
  });
  const release = await startRelease(given, workload, ro);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await release.has('v2', 4);
  const stayed = new Set((await release.podsOf('v1')).map(({ metadata }) => metadata.name));
  await release.changeTo('v1');
  await release.has('v1', 7);
  const { status } = await release.pausedAt(1);
  const id = status?.canaryStatus?.observedRolloutID ?? '';
  expect(id).toMatch(/^rollback-/);
  const marked = await release.pods(`rollouts.kruise.io/no-need-update=${id}`);
  expect(new Set(marked.map(({ metadata }) => metadata.name))).toEqual(stayed);
  await release.until(async () => expect(await release.pods(`rollouts.kruise.io/rollout-id=${id}`)).toHaveLength(2));
  await release.approve();
  await release.pausedAt(2);
  await release.has('v1', 8);
  await release.until(async () => expect(await release.pods(`rollouts.kruise.io/rollout-id=${id}`)).toHaveLength(4));
  await release.approve();
  await release.isOver('True');
  await release.until(async () => expect(await release.pods(`rollouts.kruise.io/rollout-id=${id}`)).toHaveLength(10));
  expect((await release.podsOf('v1')).filter(({ metadata }) => stayed.has(metadata.name))).toHaveLength(6);
});

kruise('B48 a failure threshold lets a batch pass with Pods that do not serve', async (given) => {
  const workload = cloneSet({ replicas: 10, updateStrategy: { maxUnavailable: '100%' } });
  const ro = rollout({
    style: 'partition',
    steps: steps('50%', '100%'),
    workload,
    plan: { failureThreshold: '20%' },
  });
  const release = await startRelease(given, workload, ro);
  await release.setVersion('v2');
  const { status } = await release.pausedAt(1);
  expect(status?.canaryStatus?.canaryReadyReplicas).toBeGreaterThanOrEqual(4);
});

const blueGreenSteps: RolloutStep[] = [
  { replicas: '100%', traffic: '0%', pause: {} },
  { replicas: '100%', traffic: '50%', pause: {} },
  { replicas: '100%', traffic: '100%', pause: {} },
];
const beginBlueGreen = (given: Given) => {
  const workload = cloneSet({ updateStrategy: { maxSurge: 1, maxUnavailable: 0 } });
  const ro = rollout({ style: 'blueGreen', steps: blueGreenSteps, workload, plan: traffic() });
  return startRelease(given, workload, service(), ingress(), ro);
};

kruise('B27 a blue-green release of a CloneSet', async (given) => {
  const release = await beginBlueGreen(given);
  await release.setVersion('v2');
  for (const step of [1, 2, 3]) {
    await release.pausedAt(step);
    await release.has('v2', 5);
    await release.until(async () => expect(await release.pods()).toHaveLength(10));
    await release.approve();
  }
  await release.isOver('True');
  await release.isClean();
  await release.until(async () => expect(await release.pods()).toHaveLength(5));
  expect(await strategyOf(release)).toMatchObject({ maxSurge: 1, maxUnavailable: 0 });
});

kruise('B28 a blue-green CloneSet goes back', async (given) => {
  const release = await beginBlueGreen(given);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await release.approve();
  await release.pausedAt(2);
  await release.setVersion('v1');
  await release.isOver('False');
  await release.isClean();
  await release.until(async () => expect(await release.pods()).toHaveLength(5));
  await release.has('v1', 5);
});

kruise('B29 a blue-green CloneSet is given back when its Rollout is deleted', async (given) => {
  const release = await beginBlueGreen(given);
  await release.setVersion('v2');
  await release.pausedAt(1);
  await given.api.delete(at('rollouts', given.ns, name));
  await release.isGone();
  await release.isClean();
  expect(await strategyOf(release)).toMatchObject({ maxSurge: 1, maxUnavailable: 0 });
  await release.has('v2', 5);
});

kruise('§3.5 a CloneSet that updates in place cannot be blue-green: the reason is in the message', async (given) => {
  const workload = cloneSet({ updateStrategy: { type: 'InPlaceIfPossible' } });
  const ro = rollout({ style: 'blueGreen', steps: blueGreenSteps, workload, plan: traffic() });
  const release = await startRelease(given, workload, service(), ingress(), ro);
  await release.setVersion('v2');
  await release.until(async () => {
    expect((await release.rollout()).status?.message).toContain(
      'CloneSet cannot be released in style BlueGreen while its update strategy is InPlaceIfPossible',
    );
  });
  await release.setVersion('v1');
  await release.isOver('False');
  await release.isClean();
});

const advanced = {
  statefulSet: {
    apiVersion: 'apps.kruise.io/v1beta1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: { replicas: 5, serviceName: name, podManagementPolicy: 'Parallel', selector, template: template() },
  } as KubeObject,
  daemonSet: {
    apiVersion: 'apps.kruise.io/v1alpha1',
    kind: 'DaemonSet',
    metadata: { name },
    spec: {
      selector,
      template: template(),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    },
  } as KubeObject,
};

kruise('B46 an Advanced StatefulSet by partition', async (given) => {
  const release = await begin(given, advanced.statefulSet, '20%', '60%', '100%');
  await release.setVersion('v2');
  for (const [i, count] of [1, 3].entries()) {
    await release.pausedAt(i + 1);
    await release.has('v2', count);
    await release.approve();
  }
  await release.isOver('True');
  await release.isClean();
});

for (const [title, third] of [
  ['B13 an Advanced DaemonSet by partition', undefined],
  ['B14 a third revision of an Advanced DaemonSet starts over', 'v3'],
] as const)
  kruise(title, async (given) => {
    const nodes = (await given.api.list('/api/v1/nodes')).items.length;
    const release = await startRelease(given, advanced.daemonSet);
    await release.allReady(nodes);
    await given.api.post(
      at('rollouts', given.ns),
      rollout({ style: 'partition', steps: steps(1, '100%'), workload: advanced.daemonSet }),
    );
    await release.reaches({ phase: 'Healthy', state: 'Completed' });
    await release.setVersion('v2');
    await release.pausedAt(1);
    await release.has('v2', 1);
    if (third !== undefined) {
      await release.changeTo(third);
      await release.has(third, 1);
      await release.pausedAt(1);
    }
    await release.approve();
    await release.isOver('True');
    await release.isClean();
    await release.has(third ?? 'v2', nodes);
  });

kruise('B15 deleting the Rollout lets an Advanced DaemonSet roll by itself', async (given) => {
  const nodes = (await given.api.list('/api/v1/nodes')).items.length;
  const release = await startRelease(given, advanced.daemonSet);
  await release.allReady(nodes);
  const ro = rollout({ style: 'partition', steps: steps(1, '100%'), workload: advanced.daemonSet });
  await given.api.post(at('rollouts', given.ns), ro);
  await release.reaches({ phase: 'Healthy', state: 'Completed' });
  await release.setVersion('v2');
  await release.pausedAt(1);
  await given.api.delete(at('rollouts', given.ns, name));
  await release.isGone();
  await release.isClean();
  expect((await strategyOf(release))['rollingUpdate']).not.toHaveProperty('partition');
  await release.has('v2', nodes);
});

kruise('B9 a CloneSet behind an Ingress of class aliyun-alb: a header, then a weight in its place', async (given) => {
  const workload = cloneSet();
  const list: RolloutStep[] = [
    { replicas: '20%', matches: [{ headers: [{ type: 'Exact', name: 'user', value: 'gray' }] }], pause: {} },
    { replicas: '40%', traffic: '40%', pause: {} },
    { replicas: '100%', pause: {} },
  ];
  const plan = traffic({ ingress: { classType: 'aliyun-alb', name } });
  const ro = rollout({ style: 'partition', steps: list, workload, plan });
  const release = await startRelease(given, workload, service(), ingress(), ro);
  const annotations = async () =>
    (await given.api.get(at('ingresses', given.ns, `${name}-canary`))).metadata.annotations ?? {};
  await release.setVersion('v2');
  const { status } = await release.pausedAt(1);
  expect(await annotations()).toMatchObject({ 'alb.ingress.kubernetes.io/canary-by-header': 'user' });
  const canary = await given.api.get(at('services', given.ns, `${name}-canary`));
  const { selector } = canary['spec'] as { selector: Record<string, string> };
  expect(selector['pod-template-hash']).toBe(status?.canaryStatus?.podTemplateHash);
  await release.approve();
  await release.pausedAt(2);
  expect(await annotations()).toEqual({
    'alb.ingress.kubernetes.io/canary': 'true',
    'alb.ingress.kubernetes.io/order': '1',
    'alb.ingress.kubernetes.io/canary-weight': '40',
  });
  await release.approve();
  await release.isOver('True');
  await release.isClean();
});
