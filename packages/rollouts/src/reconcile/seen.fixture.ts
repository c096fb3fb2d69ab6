/** For tests: a Rollout in the middle of a release, and what a pass sees of it. */
import type { BatchRelease, CanaryStatus, Rollout, RolloutStatus, RolloutStep, StrategyPlan } from '../api/index.ts';
import { annotations, finalizers } from '../api/index.ts';
import { sha256 } from '../cluster/stable-hash.ts';
import type { Write } from '../cluster/write.ts';
import { planHash } from './plan-hash.ts';
import type { ProgressingReason } from './conditions.ts';
import type { Seen, Traffic, WorkloadView } from './seen.ts';

export const now = Date.UTC(2026, 0, 5, 9, 0, 0);
export const at = (seconds: number): string => `${new Date(now + seconds * 1000).toISOString().slice(0, 19)}Z`;

export const percentSteps = (...replicas: (string | number)[]): RolloutStep[] =>
  replicas.map((value) => ({ replicas: value, pause: {} }));

/** A write that only says what it is for. */
export const mark = (name: string): Write => ({
  type: 'delete',
  kind: { plural: name } as Write['kind'],
  namespace: '',
  name,
});
export const marks = (writes: readonly Write[]): string[] =>
  writes.map((write) => (write.type === 'create' ? `create ${write.object.kind}` : `${write.type} ${write.name}`));

export const trafficOf = (changes: Partial<Record<keyof Traffic, string>> = {}): Traffic => {
  const pending = (name: keyof Traffic) => () => (changes[name] === undefined ? [] : [mark(changes[name])]);
  return {
    gracePeriodSeconds: 3,
    generatesService: true,
    missing: () => changes.missing,
    pinStable: pending('pinStable'),
    services: pending('services'),
    route: pending('route'),
    restoreRoutes: pending('restoreRoutes'),
    restoreStable: pending('restoreStable'),
    removeCanary: pending('removeCanary'),
  };
};

export const workloadOf = (change: Partial<WorkloadView> = {}): WorkloadView => ({
  stableRevision: 'v1',
  canaryRevision: 'new2',
  podTemplateHash: 'v2',
  replicas: 10,
  generation: 5,
  consistent: true,
  inProgress: true,
  inRollback: false,
  canRollBackInBatch: false,
  rolloutId: undefined,
  markType: [],
  letGo: [],
  heldFor: '',
  ...change,
});

interface Shape {
  steps?: RolloutStep[];
  plan?: Partial<StrategyPlan>;
  style?: 'Canary' | 'Partition' | 'BlueGreen';
  reason?: ProgressingReason;
  state?: Partial<CanaryStatus>;
  status?: Partial<RolloutStatus>;
  paused?: boolean;
}

/** Progressing, reason InRolling, step 1 of 20 %, 50 %, 100 % unless told otherwise. */
export const rolloutOf = (shape: Shape = {}): Rollout => {
  const { style = 'Canary', steps = percentSteps('20%', '50%', '100%') } = shape;
  const plan = { steps, ...shape.plan };
  const rollout: Rollout = {
    apiVersion: 'rollouts.kruise.io/v1beta1',
    kind: 'Rollout',
    metadata: { name: 'demo', namespace: 'shop', uid: 'u1', generation: 2, finalizers: [finalizers.rollout] },
    spec: {
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'demo' },
      strategy: {
        ...(shape.paused === undefined ? {} : { paused: shape.paused }),
        ...(style === 'BlueGreen'
          ? { blueGreen: plan }
          : { canary: { ...plan, enableExtraWorkloadForCanary: style === 'Canary' } }),
      },
    },
  };
  rollout.metadata.annotations = { [annotations.hash]: planHash(rollout) };
  const { canaryReplicas, canaryReadyReplicas, canaryRevision, ...common }: CanaryStatus = {
    observedWorkloadGeneration: 5,
    observedRolloutID: 'new2',
    rolloutHash: planHash(rollout),
    stableRevision: 'v1',
    podTemplateHash: 'v2',
    currentStepIndex: 1,
    nextStepIndex: 2,
    currentStepState: 'BeforeStepUpgrade',
    finalisingStep: '',
    lastUpdateTime: at(-60),
    canaryReplicas: 0,
    canaryReadyReplicas: 0,
    canaryRevision: 'new2',
    ...shape.state,
  };
  const message = 'Rollout is in Progressing';
  rollout.status = {
    observedGeneration: 2,
    phase: 'Progressing',
    message,
    conditions: [
      {
        type: 'Progressing',
        status: 'True',
        reason: shape.reason ?? 'InRolling',
        message,
        lastUpdateTime: at(-90),
        lastTransitionTime: at(-90),
      },
    ],
    currentStepIndex: common.currentStepIndex ?? 0,
    currentStepState: common.currentStepState,
    ...(style === 'BlueGreen'
      ? {
          blueGreenStatus: {
            ...common,
            updatedReplicas: canaryReplicas,
            updatedReadyReplicas: canaryReadyReplicas,
            updatedRevision: canaryRevision,
          },
        }
      : { canaryStatus: { ...common, canaryReplicas, canaryReadyReplicas, canaryRevision } }),
    ...shape.status,
  };
  return rollout;
};

export const seenOf = (rollout: Rollout, change: Partial<Seen> = {}): Seen => ({
  now,
  rollout,
  workload: workloadOf(),
  release: undefined,
  traffic: undefined,
  shared: undefined,
  analyse: () => ({ type: 'go' }),
  ...change,
});

/** A BatchRelease that has done what it was asked. */
export const readyRelease = (spec: BatchRelease['spec'], updated: number, currentBatch: number): BatchRelease => ({
  apiVersion: 'rollouts.kruise.io/v1beta1',
  kind: 'BatchRelease',
  metadata: { name: 'demo', namespace: 'shop', generation: 1 },
  spec,
  status: {
    phase: 'Progressing',
    observedGeneration: 1,
    observedReleasePlanHash: sha256(spec.releasePlan),
    observedWorkloadReplicas: 10,
    canaryStatus: { batchState: 'Ready', currentBatch, updatedReplicas: updated, updatedReadyReplicas: updated },
  },
});
