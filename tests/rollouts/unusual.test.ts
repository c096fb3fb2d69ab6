/** What goes otherwise than planned, and Rollouts of the older version. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Deployment, Pod } from '@binnacle/kube/api';
import { fromTime } from '@binnacle/kube/api';
import { conformance } from '../conformance/harness/conformance.ts';
import { deployment, ingress, name, rollout, service, steps, traffic } from './harness/objects.ts';
import { at } from './harness/paths.ts';
import { startRelease } from './harness/release.ts';

const isWaitingForImage = ({ status }: Pod): boolean =>
  status?.containerStatuses?.some(({ state }) => state?.waiting?.reason === 'ImagePullBackOff') === true;

conformance(
  'rollouts',
  'B49 an image that cannot be pulled holds the step',
  { skip: { cluster: 'kwok makes every Pod ready' } },
  async (given) => {
    const workload = deployment();
    const release = await startRelease(
      given,
      workload,
      rollout({ style: 'canary', steps: steps('20%', '100%'), workload }),
    );
    await release.setVersion('v2-sim-missing');
    await release.until(async () =>
      expect((await release.podsOf('v2-sim-missing')).filter(isWaitingForImage)).toHaveLength(1),
    );
    await release.until(async () => {
      const { status } = await release.reaches({ step: 1, state: 'StepUpgrade' });
      expect(status?.canaryStatus).toMatchObject({ canaryReplicas: 1, canaryReadyReplicas: 0 });
    });
    await release.has('v1', 5);
    await release.setVersion('v1');
    await release.isOver('False');
    await release.isClean();
  },
);

conformance('rollouts', 'B51 a pause with a duration ends by itself, not before', async (given) => {
  const workload = deployment();
  const list = [
    { replicas: '20%', pause: { duration: 3 } },
    { replicas: '40%', pause: {} },
    { replicas: '100%', pause: {} },
  ];
  const release = await startRelease(given, workload, rollout({ style: 'partition', steps: list, workload }));
  const changes = await given.api.watch(at('rollouts', given.ns));
  await release.setVersion('v2');
  const momentOf = async (step: number) => {
    const { object } = await changes.until(({ object: { status } }) => {
      const seen = status as { currentStepIndex?: number; currentStepState?: string } | undefined;
      return seen?.currentStepIndex === step && seen.currentStepState === 'StepPaused';
    });
    const { canaryStatus, message } = object['status'] as { canaryStatus: { lastUpdateTime: string }; message: string };
    return { at: fromTime(canaryStatus.lastUpdateTime) ?? 0, message };
  };
  const first = await momentOf(1);
  const second = await momentOf(2);
  expect(second.at - first.at).toBeGreaterThanOrEqual(3000);
  await release.has('v2', 2);
});

conformance(
  'rollouts',
  'B52 the workload is deleted on the way: what was changed around it is put back',
  async (given) => {
    const workload = deployment();
    const list = [
      { replicas: '20%', traffic: '20%', pause: {} },
      { replicas: '100%', traffic: '100%', pause: {} },
    ];
    const ro = rollout({ style: 'canary', steps: list, workload, plan: traffic() });
    const release = await startRelease(given, workload, service(), ingress(), ro);
    await release.setVersion('v2');
    await release.pausedAt(1);
    await given.api.delete(at('deployments', given.ns, name));
    const { status } = await release.reaches({ phase: 'Initial' });
    expect(status?.message).toBe('Workload Not Found');
    expect(status?.canaryStatus).toBeUndefined();
    await release.until(async () => {
      const names = async (plural: 'batchreleases' | 'deployments' | 'services' | 'ingresses') =>
        (await given.api.list(at(plural, given.ns))).items.map(({ metadata }) => metadata.name);
      expect(await names('batchreleases')).toEqual([]);
      expect(await names('deployments')).toEqual([]);
      expect(await names('services')).toEqual([name]);
      expect(await names('ingresses')).toEqual([name]);
      const stable = await given.api.get(at('services', given.ns, name));
      expect((stable['spec'] as { selector: object }).selector).toEqual({ app: name });
    });
    await given.api.post(at('deployments', given.ns), workload);
    await release.reaches({ phase: 'Healthy', state: 'Completed' });
  },
);

conformance('rollouts', 'B41 a change of scale on the way: new Pods join the batches that lack some', async (given) => {
  const workload = deployment();
  const ro = rollout({ style: 'partition', steps: steps('20%', '40%', '100%'), workload });
  const release = await startRelease(given, workload, ro);
  await release.setVersion('v2');
  const { status } = await release.pausedAt(1);
  const id = status?.canaryStatus?.observedRolloutID ?? '';
  await release.approve();
  await release.pausedAt(2);
  await release.labels(id, ['1', '2']);
  await release.scale(10);
  await release.labels(id, ['1', '1', '2', '2']);
  await release.approve();
  await release.isOver('True');
  await release.isClean();
});

conformance('rollouts', '§2.11 an approval that is given once is not lost among other writers', async (given) => {
  const workload = deployment();
  const ro = rollout({ style: 'partition', steps: steps('20%', '40%', '100%'), workload });
  const release = await startRelease(given, workload, ro);
  await release.setVersion('v2');
  await release.pausedAt(1);
  let writing = true;
  const path = `${at('rollouts', given.ns, name)}/status`;
  const writeMuch = async (): Promise<number> => {
    let written = 0;
    for (; writing; written += 1) {
      const status = { canaryStatus: { message: `written by hand ${written}` } };
      await given.api.patch(path, { status }, { type: 'merge' });
      // Some of them between a look and a write of the controller, not each.
      await pause(20);
    }
    return written;
  };
  const other = writeMuch();
  try {
    await release.grant();
    await release.pausedAt(2);
    await release.grant();
    await release.isOver('True');
  } finally {
    writing = false;
  }
  expect(await other).toBeGreaterThan(0);
  await release.has('v2', 5);
  await release.isClean();
});

conformance('rollouts', 'B60 a Rollout of v1alpha1 is one of v1beta1 too, and back', async ({ api, ns }) => {
  const old = `/apis/rollouts.kruise.io/v1alpha1/namespaces/${ns}/rollouts`;
  await api.post(old, {
    apiVersion: 'rollouts.kruise.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name, annotations: { 'rollouts.kruise.io/rolling-style': 'partition' } },
    spec: {
      objectRef: { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
      strategy: {
        canary: {
          steps: [
            { weight: 20, pause: {} },
            { replicas: 3, pause: { duration: 5 } },
          ],
        },
      },
    },
  });
  const { spec } = await api.get(at('rollouts', ns, name));
  expect(spec).toMatchObject({
    workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    strategy: {
      canary: {
        enableExtraWorkloadForCanary: false,
        steps: [
          { traffic: '20%', replicas: '20%', pause: {} },
          { replicas: 3, pause: { duration: 5 } },
        ],
      },
    },
  });
  const back = await api.get(`${old}/${name}`);
  expect(back['spec']).toMatchObject({
    objectRef: { workloadRef: { kind: 'Deployment', name } },
    strategy: {
      canary: {
        steps: [
          { weight: 20, replicas: '20%' },
          { replicas: 3, pause: { duration: 5 } },
        ],
      },
    },
  });
  expect(back.metadata.annotations?.['rollouts.kruise.io/rolling-style']).toBe('partition');
});

for (const style of ['canary', 'partition', 'blueGreen'] as const)
  conformance(
    'rollouts',
    `§2.8 a ${style} Rollout deleted as soon as its release begins leaves nothing held`,
    async (given) => {
      const workload = deployment();
      const release = await startRelease(given, workload, rollout({ style, steps: steps('20%', '100%'), workload }));
      await release.setVersion('v2');
      await given.api.delete(at('rollouts', given.ns, name));
      await release.isGone();
      await release.isClean();
      await release.has('v2', 5);
      expect((await release.object<Deployment>()).spec.paused ?? false).toBe(false);
    },
  );
