/** What people say in a Rollout's spec. Source: contracts/README.md, 000. */
import type { Operation } from '../operation.ts';
import { fieldManager } from '../resources/index.ts';
import { rolloutAction } from './operation.ts';
import { servedRolloutKind } from './served.ts';
import type { RolloutActionOutput, RolloutInput } from './types.ts';

type Switch = Operation<RolloutInput, RolloutActionOutput>;

export interface SpecOperations {
  pause: Switch;
  resume: Switch;
  enable: Switch;
  disable: Switch;
}

interface Setting {
  id: string;
  summary: string;
  spec: Record<string, unknown>;
  message: string;
}

const settingOf = ({ id, summary, spec, message }: Setting): Switch =>
  rolloutAction({ id, summary }, async ({ namespace, name }, { cluster, signal }) => {
    // Both versions have these fields at the same place.
    await cluster.client.patch(
      await servedRolloutKind({ cluster, signal }),
      { namespace, name },
      { type: 'merge', body: { spec }, fieldManager, signal },
    );
    return { message };
  });

export const createSpecOperations = (): SpecOperations => ({
  pause: settingOf({
    id: 'rollouts.pause',
    summary: 'Hold a release where it is',
    spec: { strategy: { paused: true } },
    message: 'the rollout is paused',
  }),
  resume: settingOf({
    id: 'rollouts.resume',
    summary: 'Let a held release go on',
    spec: { strategy: { paused: false } },
    message: 'the rollout goes on',
  }),
  enable: settingOf({
    id: 'rollouts.enable',
    summary: 'Have changes of the workload released in steps again',
    spec: { disabled: false },
    message: 'the rollout is enabled',
  }),
  disable: settingOf({
    id: 'rollouts.disable',
    summary: 'Let go of the workload: its changes are no longer released in steps',
    spec: { disabled: true },
    message: 'the rollout is disabled',
  }),
});
