/**
 * Random sequences of what users do, under a controller that is killed at random writes: left alone and approved, each
 * ends in a restored workload, restored Services and routes, and nothing left over.
 */
import { expect } from 'vitest';
import type { Deployment } from '@binnacle/kube/api';
import { createRng } from '@binnacle/kube/clock';
import { subStatusOf } from '@binnacle/rollouts/api';
import type { Rollout, RolloutStep } from '@binnacle/rollouts/api';
import { type Given, conformance } from '../../conformance/harness/conformance.ts';
import { deployment, ingress, name, rollout, service, traffic } from '../harness/objects.ts';
import { at } from '../harness/paths.ts';
import { startRelease } from '../harness/release.ts';
import type { Release } from '../harness/release.ts';
import { startJudge } from './judge.ts';
import type { Judge } from './judge.ts';
import { persistent } from './persistent.ts';
import { newSequence } from './sequences.ts';
import type { Action, Sequence, Style } from './sequences.ts';

const seed = Number(process.env['BINNACLE_SEED'] ?? 1);
const count = Number(process.env['BINNACLE_SEQUENCES'] ?? 4);
/** Seeds that have failed once. */
const kept: readonly number[] = [];

const stepsOf = (style: Style, shares: readonly number[]): RolloutStep[] =>
  shares.map((share) => ({
    replicas: `${share}%`,
    // By partition, traffic goes with at most half of the Pods.
    ...(style === 'partition' && share > 50 ? {} : { traffic: `${share}%` }),
    pause: {},
  }));

const planOf = ({ style }: Sequence, shares: readonly number[]) => ({
  spec: { strategy: { [style === 'blueGreen' ? 'blueGreen' : 'canary']: { steps: stepsOf(style, shares) } } },
});

const exists = async ({ api, ns }: Given) => (await api.list(at('rollouts', ns))).items.length > 0;

/** For an approval that nobody has given yet. */
const waits = ({ status }: Rollout) => subStatusOf(status)?.currentStepState === 'StepPaused';

interface Under {
  given: Given;
  release: Release;
  sequence: Sequence;
  judge: Judge;
}

const act = async ({ given, release, sequence, judge }: Under, action: Action): Promise<void> => {
  switch (action.do) {
    case 'release':
      return void (await release.setVersion(action.version));
    case 'rollback':
      return void (await release.setVersion('v1'));
    case 'approve':
      if (waits(await release.rollout())) await release.grant();
      return;
    case 'jump':
      return void (await release.jump(action.step));
    case 'pause':
    case 'resume':
      return void (await release.patchRollout({ spec: { strategy: { paused: action.do === 'pause' } } }));
    case 'scale':
      judge.promises(action.replicas);
      return void (await release.scale(action.replicas));
    case 'plan':
      return void (await release.patchRollout(planOf(sequence, action.shares)));
    case 'disable':
    case 'enable':
      return void (await release.patchRollout({ spec: { disabled: action.do === 'disable' } }));
    case 'delete':
      return void (await given.api.delete(at('rollouts', given.ns, name)));
  }
};

/** As a user who wants it to be over: resumes, enables, approves, and takes a refused revision back. */
const seeToTheEnd = async ({ given, release }: Under): Promise<void> => {
  await release.until(async () => {
    if (!(await exists(given))) return;
    const rollout = await release.rollout();
    const { metadata, spec, status } = rollout;
    expect(metadata.deletionTimestamp).toBeUndefined();
    if (spec.strategy.paused === true) await release.patchRollout({ spec: { strategy: { paused: false } } });
    if (spec.disabled === true) await release.patchRollout({ spec: { disabled: false } });
    if (status?.message?.startsWith('new version releasing detected') === true) await release.setVersion('v1');
    else if (waits(rollout)) await release.grant();
    // One that was canceled keeps the state in which it was.
    const message = status?.message;
    expect({ phase: status?.phase, disabled: spec.disabled ?? false, message }).toMatchObject({
      phase: 'Healthy',
      disabled: false,
    });
    expect((await release.object()).metadata.annotations?.['rollouts.kruise.io/in-progressing']).toBeUndefined();
  }, 600_000);
};

const isSettled = async ({ release }: Under, strategy: unknown): Promise<void> => {
  await release.isClean();
  await release.until(async () => {
    const { metadata, spec, status } = await release.object<Deployment>();
    expect(status?.observedGeneration).toBe(metadata.generation);
    expect([status?.updatedReplicas, status?.availableReplicas, status?.replicas]).toEqual([
      spec.replicas,
      spec.replicas,
      spec.replicas,
    ]);
    expect([spec.paused ?? false, spec.minReadySeconds ?? 0, spec.strategy]).toEqual([false, 0, strategy]);
  });
};

for (const number of [...kept, ...Array.from({ length: count }, (_, i) => seed * 1000 + i)]) {
  const sequence = newSequence(createRng(number));
  const words = sequence.actions.map((action) => Object.values(action).join(' ')).join(', ');
  conformance(
    'random releases',
    `seed ${number}: ${sequence.style}, ${sequence.replicas} Pods, ${words}`,
    async (base) => {
      const given = { ...base, api: persistent(base.api) };
      const { style, replicas, shares, actions } = sequence;
      const workload = deployment({ replicas });
      const ro = rollout({ style, steps: stepsOf(style, shares), workload, plan: traffic() });
      const release = await startRelease(given, workload, service(), ingress(), ro);
      const { strategy } = (await release.object<Deployment>()).spec;
      const under = { given, release, sequence, judge: await startJudge(given, replicas) };
      const rng = createRng(number).fork('pauses');
      for (const action of actions) {
        if (!(await exists(given)) && action.do !== 'release' && action.do !== 'scale') continue;
        // Sometimes what is asked comes while the last is still being done, sometimes after.
        if (rng.next() < 0.5) await release.untilQuiet();
        await act(under, action).catch((error: unknown) => {
          if (!(error as Error).message.includes('404')) throw error;
        });
      }
      await seeToTheEnd(under);
      await isSettled(under, strategy);
      expect(await under.judge.end()).toEqual([]);
    },
  );
}
