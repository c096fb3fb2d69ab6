import { describe, expect, it } from 'vitest';
import { obstacleTo, releaseActions, type ReleaseAction } from './release-actions.ts';
import { askedWeight, releaseStateOf, resumesAt } from './release-state.ts';
import type { Rollout, RolloutStep, StepState } from './rollout.ts';

interface Shape {
  phase?: string;
  reason?: string;
  step?: number;
  state?: StepState;
  paused?: boolean;
  disabled?: boolean;
  deleted?: boolean;
  steps?: RolloutStep[];
}

const three: RolloutStep[] = [
  { replicas: '20%', traffic: '20%', pause: {} },
  { replicas: '60%', traffic: '50%', pause: { duration: 60 } },
  { replicas: '100%', traffic: '100%', pause: {} },
];

const rollout = (shape: Shape = {}): Rollout => {
  const { phase = 'Progressing', reason = 'InRolling', step = 1, state = 'StepPaused', steps = three } = shape;
  return {
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: {
      name: 'cart',
      namespace: 'shop',
      ...(shape.deleted ? { deletionTimestamp: '2026-11-21T00:00:00Z' } : {}),
    },
    spec: {
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
      ...(shape.disabled === undefined ? {} : { disabled: shape.disabled }),
      strategy: { canary: { steps }, ...(shape.paused === undefined ? {} : { paused: shape.paused }) },
    },
    status: {
      phase,
      currentStepIndex: step,
      currentStepState: state,
      conditions: [{ type: 'Progressing', status: 'True', reason, message: '' }],
      canaryStatus: {
        podTemplateHash: 'new',
        currentStepIndex: step,
        nextStepIndex: step + 1,
        currentStepState: state,
        lastUpdateTime: '2026-11-21T00:00:00Z',
        finalisingStep: '',
        canaryReplicas: 1,
        canaryReadyReplicas: 1,
        canaryRevision: 'new',
      },
    },
  } as Rollout;
};

describe('what a Rollout is doing', () => {
  it.each<[string, Shape]>([
    ['waiting', {}],
    ['timed', { step: 2 }],
    ['upgrading', { state: 'StepUpgrade' }],
    ['upgrading', { state: 'BeforeStepUpgrade' }],
    ['upgrading', { state: 'StepReady' }],
    ['routing', { state: 'StepTrafficRouting' }],
    ['routing', { state: 'StepMetricsAnalysis' }],
    ['finishing', { step: 3, state: 'StepReady' }],
    ['starting', { reason: 'Initializing' }],
    ['held', { reason: 'Paused' }],
    ['held', { paused: true }],
    ['rolling-back', { reason: 'Cancelling' }],
    ['finishing', { reason: 'Finalising' }],
    ['healthy', { phase: 'Healthy' }],
    ['disabled', { phase: 'Disabled' }],
    ['disabled', { phase: 'Disabling' }],
    ['terminating', { phase: 'Terminating' }],
    ['terminating', { deleted: true }],
    ['initial', { phase: 'Initial' }],
    ['initial', { phase: '' }],
  ])('%s: %j', (state, shape) => {
    expect(releaseStateOf(rollout(shape))).toBe(state);
  });

  it('a status that kept its last step after the release is over waits for nobody', () => {
    expect(releaseStateOf(rollout({ phase: 'Healthy', state: 'StepPaused' }))).toBe('healthy');
  });

  it('says when a timed step goes on, and of no other', () => {
    expect(resumesAt(rollout({ step: 2 }))).toBe(Date.parse('2026-11-21T00:01:00Z'));
    expect(resumesAt(rollout())).toBeUndefined();
  });

  it.each<[number | undefined, Shape]>([
    [20, { step: 1 }],
    [50, { step: 2 }],
    // Until its own traffic is moved, a step has that of the one before.
    [20, { step: 2, state: 'StepUpgrade' }],
    [undefined, { step: 1, state: 'StepUpgrade' }],
    [undefined, { phase: 'Healthy' }],
    [undefined, { steps: [{ replicas: '20%' }] }],
  ])('asks for %s percent of the requests: %j', (weight, shape) => {
    expect(askedWeight(rollout(shape))).toBe(weight);
  });
});

describe('what can be done', () => {
  const allowed = (shape: Shape): ReleaseAction[] =>
    releaseActions.filter((action) => obstacleTo(action, rollout(shape)) === undefined);
  const always: ReleaseAction[] = ['undo', 'setImage', 'restart'];
  const sorted = (actions: readonly ReleaseAction[]) => [...actions].sort();

  it.each<[string, Shape, ReleaseAction[]]>([
    ['a step that waits', {}, ['promote', 'approve', 'retry', 'jump', 'pause', 'rollback', 'disable']],
    ['a step under way', { state: 'StepUpgrade' }, ['approve', 'retry', 'jump', 'pause', 'rollback', 'disable']],
    ['a held release', { paused: true }, ['promote', 'approve', 'retry', 'jump', 'resume', 'rollback', 'disable']],
    ['a quiet one', { phase: 'Healthy' }, ['pause', 'disable']],
    ['one that goes back', { reason: 'Cancelling' }, ['pause', 'disable']],
    ['a disabled one', { phase: 'Disabled', disabled: true }, ['pause', 'enable']],
    [
      'one step only',
      { steps: [{ replicas: '100%' }] },
      ['promote', 'approve', 'retry', 'pause', 'rollback', 'disable'],
    ],
  ])('%s', (_what, shape, actions) => {
    expect(sorted(allowed(shape))).toEqual(sorted([...actions, ...always]));
  });

  it('nothing, to one that is being deleted', () => {
    expect(allowed({ deleted: true })).toEqual([]);
    expect(obstacleTo('promote', rollout({ deleted: true }))).toBe('terminating');
  });

  it.each<[ReleaseAction, Shape, string]>([
    ['promote', { state: 'StepUpgrade' }, 'not-waiting'],
    ['promote', { phase: 'Healthy' }, 'nothing-released'],
    ['jump', { steps: [{ replicas: '100%' }] }, 'only-step'],
    ['pause', { paused: true }, 'held-already'],
    ['resume', {}, 'not-held'],
    ['rollback', { reason: 'Cancelling' }, 'rolling-back-already'],
    ['disable', { disabled: true }, 'disabled-already'],
    ['enable', {}, 'not-disabled'],
  ])('%s is refused: %j', (action, shape, obstacle) => {
    expect(obstacleTo(action, rollout(shape))).toBe(obstacle);
  });
});
