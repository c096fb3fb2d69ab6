import { expect } from 'vitest';
import { findCondition } from '@binnacle/kube/api';
import type { KubeObject, Pod, UnstructuredObject } from '@binnacle/kube/api';
import { subStatusOf } from '@binnacle/rollouts/api';
import type { Rollout, StepState } from '@binnacle/rollouts/api';
import { type Given, eventually } from '../../conformance/harness/conformance.ts';
import { imageOf, name } from './objects.ts';
import { at } from './paths.ts';
import type { Plural } from './paths.ts';

const patience = 300_000;

const pluralOf = ({ apiVersion, kind }: KubeObject): Plural => {
  const plural = `${kind.toLowerCase()}s`;
  return (apiVersion.startsWith('apps.kruise.io') && kind !== 'CloneSet' ? `kruise-${plural}` : plural) as Plural;
};

/** A workload and its Rollout, driven as a user drives them. */
export const startRelease = async ({ api, ns }: Given, workload: KubeObject, ...others: KubeObject[]) => {
  const plural = pluralOf(workload);
  const [rolloutObject, ...around] = others.reverse();
  for (const object of around)
    await api.post(at(pluralOf(object).replace('ingresss', 'ingresses') as Plural, ns), object);
  await api.post(at(plural, ns), workload);

  const rollout = () => api.get<Rollout>(at('rollouts', ns, name));
  const object = <T = UnstructuredObject>() => api.get<T>(at(plural, ns, name));
  const patchWorkload = (patch: object) => api.patch(at(plural, ns, name), patch, { type: 'merge' });
  const setVersion = (version: string) => {
    const containers = [{ name: 'main', image: imageOf(version) }];
    return patchWorkload({ spec: { template: { spec: { containers } } } });
  };
  const until = <T>(check: () => Promise<T>, timeoutMs = patience) => eventually(check, timeoutMs);

  /** Of the named app, those going away left out. */
  const pods = async (selector = `app=${name}`): Promise<Pod[]> => {
    const { items } = await api.list<Pod>(at('pods', ns), { labelSelector: selector });
    return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  };
  const podsOf = async (version: string): Promise<Pod[]> =>
    (await pods()).filter(({ spec }) => spec.containers[0]?.image === imageOf(version));

  /** The batches of Pods that carry this release's id, in order. */
  const batches = async (id: string) =>
    (await pods(`rollouts.kruise.io/rollout-id=${id}`))
      .map(({ metadata }) => metadata.labels?.['rollouts.kruise.io/rollout-batch-id'])
      .sort();

  const state = async () => {
    const { status } = await rollout();
    const sub = subStatusOf(status);
    return {
      phase: status?.phase,
      reason: findCondition(status?.conditions, 'Progressing')?.reason,
      step: sub?.currentStepIndex,
      state: sub?.currentStepState,
    };
  };
  const reaches = (expected: Partial<Awaited<ReturnType<typeof state>>>) =>
    until(async () => {
      expect(await state()).toMatchObject(expected);
      return rollout();
    });
  const subName = async () => ((await rollout()).status?.blueGreenStatus ? 'blueGreenStatus' : 'canaryStatus');
  const patchSub = async (patch: object) =>
    api.patch(`${at('rollouts', ns, name)}/status`, { status: { [await subName()]: patch } }, { type: 'merge' });

  /** What `kubectl kruise rollout approve` writes. The state for all is the controller's: it follows. */
  const grant = () => patchSub({ currentStepState: 'StepReady' satisfies StepState });

  const allReady = (count: number) =>
    until(async () => {
      const ready = (await pods()).filter(
        ({ status }) => findCondition(status?.conditions, 'Ready')?.status === 'True',
      );
      expect(ready).toHaveLength(count);
    });
  const replicas = (workload as { spec?: { replicas?: number } }).spec?.replicas;
  if (replicas !== undefined) await allReady(replicas);
  if (rolloutObject !== undefined) {
    await api.post(at('rollouts', ns), rolloutObject);
    await reaches({ phase: 'Healthy', state: 'Completed' });
  }

  return {
    rollout,
    object,
    pods,
    podsOf,
    /** So many Pods of this version, once those that are going away have gone. */
    has: (version: string, count: number) => until(async () => expect(await podsOf(version)).toHaveLength(count)),
    batches,
    /** Pods carry this release's id and, in order, these batches. */
    labels: (id: string, wanted: readonly string[]) => until(async () => expect(await batches(id)).toEqual(wanted)),
    until,
    reaches,
    patchWorkload,
    allReady,
    /** Waits at this step for approval. */
    pausedAt: (step: number) =>
      until(async () => {
        const now = await rollout();
        expect(await state()).toMatchObject({ phase: 'Progressing', step, state: 'StepPaused' });
        // The words follow the state by one pass.
        expect(now.status?.message).toContain('to enter the next step');
        return now;
      }),
    setVersion,
    /** Sets it on the way, and waits until the Rollout has turned to it: what it was paused at before is over then. */
    changeTo: async (version: string) => {
      const revision = async () => {
        const { status } = await rollout();
        return status?.canaryStatus?.canaryRevision ?? status?.blueGreenStatus?.updatedRevision;
      };
      const before = await revision();
      await setVersion(version);
      await until(async () => expect(await revision()).not.toBe(before));
    },
    scale: (count: number) => patchWorkload({ spec: { replicas: count } }),
    patchRollout: (patch: object) => api.patch(at('rollouts', ns, name), patch, { type: 'merge' }),
    grant,
    approve: async () => {
      const before = await reaches({ state: 'StepPaused' });
      const step = subStatusOf(before.status)?.currentStepIndex;
      await until(async () => {
        await grant();
        const now = await state();
        expect(now.state !== 'StepPaused' || now.step !== step).toBe(true);
      });
    },
    jump: (step: number) => patchSub({ nextStepIndex: step }),
    /** It waits for somebody, or has nothing to do. */
    untilQuiet: () =>
      until(async () => {
        if ((await api.list(at('rollouts', ns))).items.length === 0) return;
        const { status, spec } = await rollout();
        const waits = status?.currentStepState === 'StepPaused' || spec.strategy.paused === true;
        const refuses = status?.message?.startsWith('new version releasing detected') === true;
        const over = ['Healthy', 'Disabled'].includes(status?.phase ?? '');
        if (!waits && !refuses && !over) throw new Error(`it is still at work: ${JSON.stringify(status)}`);
      }),
    /** The release is over: completed or canceled. */
    isOver: (succeeded: 'True' | 'False') =>
      until(async () => {
        const { status } = await rollout();
        expect(status?.phase).toBe('Healthy');
        expect(findCondition(status?.conditions, 'Progressing')).toMatchObject({
          status: 'False',
          reason: 'Completed',
        });
        expect(findCondition(status?.conditions, 'Succeeded')?.status).toBe(succeeded);
        return status;
      }),
    /** Nothing of the release is left behind on the workload or beside it. */
    isClean: () =>
      until(async () => {
        const { metadata } = await object();
        const ours = Object.keys({ ...metadata.annotations, ...metadata.labels })
          .filter((key) => key.includes('rollouts.kruise.io/') && !key.endsWith('/workload-type'))
          .filter((key) => !key.endsWith('/rollout-id'));
        expect(ours).toEqual([]);
        expect((await api.list(at('batchreleases', ns))).items).toEqual([]);
        const marked = { labelSelector: 'rollouts.kruise.io/canary-deployment' };
        expect((await api.list(at('deployments', ns), marked)).items).toEqual([]);
        const services = (await api.list(at('services', ns))).items;
        expect(services.map((item) => item.metadata.name).filter((item) => item.endsWith('-canary'))).toEqual([]);
        for (const item of services)
          expect(Object.keys((item['spec'] as { selector?: object }).selector ?? {})).toEqual(['app']);
        const ingresses = (await api.list(at('ingresses', ns))).items.map((item) => item.metadata.name);
        expect(ingresses.filter((item) => item.endsWith('-canary'))).toEqual([]);
      }),
    isGone: () =>
      until(async () => {
        const { items } = await api.list(at('rollouts', ns));
        expect(items).toEqual([]);
      }),
  };
};

export type Release = Awaited<ReturnType<typeof startRelease>>;
