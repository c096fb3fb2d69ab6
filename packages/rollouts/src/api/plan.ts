/** What a Rollout asks for, read in one place. */
import type { RollingStyle } from './batch-release.ts';
import { annotations } from './names.ts';
import type {
  BlueGreenStatus,
  CanaryStatus,
  CommonStatus,
  Rollout,
  RolloutStatus,
  RolloutStep,
  StrategyPlan,
} from './rollout.ts';
import type { TrafficRoutingRef } from './traffic.ts';
import { toPercent } from './scaled.ts';

export const isBlueGreen = (rollout: Rollout): boolean => rollout.spec.strategy.blueGreen !== undefined;

/** The strategy in force; undefined when the Rollout has none. */
export const planOf = (rollout: Rollout): StrategyPlan | undefined =>
  rollout.spec.strategy.blueGreen ?? rollout.spec.strategy.canary;

export const stepsOf = (rollout: Rollout): readonly RolloutStep[] => planOf(rollout)?.steps ?? [];

/** The step with this index, from 1. */
export const stepAt = (rollout: Rollout, index: number): RolloutStep | undefined => stepsOf(rollout)[index - 1];

/** At most one is allowed; only the first counts. */
export const trafficRefOf = (rollout: Rollout): TrafficRoutingRef | undefined => planOf(rollout)?.trafficRoutings?.[0];

const isDeployment = ({ apiVersion, kind }: Rollout['spec']['workloadRef']): boolean =>
  kind === 'Deployment' && apiVersion.startsWith('apps/');

/** Canary style exists for Deployments only: other kinds asked for it are released by partition. */
export const styleOf = (rollout: Rollout): RollingStyle => {
  if (isBlueGreen(rollout)) return 'BlueGreen';
  const extra = rollout.spec.strategy.canary?.enableExtraWorkloadForCanary === true;
  return extra && isDeployment(rollout.spec.workloadRef) ? 'Canary' : 'Partition';
};

/** A step that says nothing about traffic leaves all of it on the stable revision's routes. */
export const routesTraffic = (step: RolloutStep | undefined): boolean =>
  step !== undefined && (step.traffic !== undefined || (step.matches?.length ?? 0) > 0);

/** `traffic` as a number of percent. */
export const weightOf = (step: Pick<RolloutStep, 'traffic'>): number | undefined => toPercent(step.traffic);

/** The step after this one, from 1; -1 after the last. */
export const nextBatchIndex = (rollout: Rollout, index: number): number =>
  index >= stepsOf(rollout).length ? -1 : index + 1;

/** The TrafficRouting this Rollout uses: the annotation first, then the fields. */
export const trafficRoutingNameOf = (rollout: Rollout): string | undefined => {
  const candidates = [
    rollout.metadata.annotations?.[annotations.trafficRouting],
    planOf(rollout)?.trafficRoutingRef,
    rollout.spec.strategy.trafficRoutingRef,
  ];
  return candidates.find((name) => name !== undefined && name !== '');
};

/** Canary comes first where both are there, which a changed strategy leaves behind until the next release. */
export const subStatusOf = (status: RolloutStatus | undefined): CanaryStatus | BlueGreenStatus | undefined =>
  status?.canaryStatus ?? status?.blueGreenStatus;

/** The new revision's name in either status. */
export const canaryRevisionOf = (sub: CommonStatus | undefined): string | undefined =>
  sub === undefined
    ? undefined
    : 'updatedRevision' in sub
      ? (sub as BlueGreenStatus).updatedRevision
      : (sub as CanaryStatus).canaryRevision;
