/** What the page of one release reads of a Rollout, in one place. */
import type { RolloutStepSummary } from '@binnacle/api';
import {
  askedWeight,
  obstacleTo,
  progressOf,
  releaseActions,
  isObserved,
  releaseStateOf,
  resumesAt,
  stepAt,
  stepsOf,
  styleOf,
  trafficRefOf,
  weightOf,
  type HttpMatch,
  type Obstacle,
  type ReleaseAction,
  type Rollout,
  type StepState,
} from '@binnacle/rollouts/api';

/** Where requests come in: the object that divides them, and the Service behind it. */
export interface TrafficSource {
  service: string;
  provider: 'ingress' | 'gateway' | 'custom';
  name: string;
}

export interface Release {
  state: ReturnType<typeof releaseStateOf>;
  style: 'canary' | 'partition' | 'blue-green';
  plan: readonly RolloutStepSummary[];
  /** From 1; 0 when nothing is released. */
  step: number;
  stepState: StepState;
  /** Percent asked for the new revision; undefined where nothing is routed. */
  weight: number | undefined;
  /** Requests that go to the new revision for what they are. */
  matches: readonly HttpMatch[];
  source: TrafficSource | undefined;
  updated: number;
  ready: number;
  /** RFC 3339. */
  since: string | null;
  /** Epoch ms. */
  resumesAt: number | undefined;
  message: string;
  obstacles: Readonly<Record<ReleaseAction, Obstacle | undefined>>;
  /** The controller has not seen the newest spec, or has never looked. */
  isUnobserved: boolean;
}

const styles = { Canary: 'canary', Partition: 'partition', BlueGreen: 'blue-green' } as const;

const sourceOf = (rollout: Rollout): TrafficSource | undefined => {
  const ref = trafficRefOf(rollout);
  if (ref === undefined) return undefined;
  const { service, ingress, gateway, customNetworkRefs } = ref;
  if (ingress !== undefined) return { service, provider: 'ingress', name: ingress.name };
  if (gateway?.httpRouteName !== undefined) return { service, provider: 'gateway', name: gateway.httpRouteName };
  const [custom] = customNetworkRefs ?? [];
  return { service, provider: 'custom', name: custom === undefined ? '' : `${custom.kind} ${custom.name}` };
};

export const readRelease = (rollout: Rollout): Release => {
  const progress = progressOf(rollout);
  const isReleasing = rollout.status?.phase === 'Progressing';
  const step = isReleasing ? (progress?.step ?? 0) : 0;
  const sub = progress?.status;
  const [updated, ready] =
    sub === undefined
      ? [0, 0]
      : 'updatedReplicas' in sub
        ? [sub.updatedReplicas, sub.updatedReadyReplicas]
        : [sub.canaryReplicas, sub.canaryReadyReplicas];
  return {
    state: releaseStateOf(rollout),
    style: styles[styleOf(rollout)],
    plan: stepsOf(rollout).map((each) => ({
      replicas: String(each.replicas ?? ''),
      traffic: weightOf(each) ?? null,
      pause: each.pause?.duration ?? null,
    })),
    step,
    stepState: sub?.currentStepState ?? '',
    weight: askedWeight(rollout),
    matches: stepAt(rollout, step)?.matches ?? [],
    source: sourceOf(rollout),
    updated,
    ready,
    since: (isReleasing && sub?.lastUpdateTime) || null,
    resumesAt: resumesAt(rollout),
    message: rollout.status?.message ?? '',
    obstacles: Object.fromEntries(
      releaseActions.map((action) => [action, obstacleTo(action, rollout)]),
    ) as Release['obstacles'],
    isUnobserved: !isObserved(rollout),
  };
};
