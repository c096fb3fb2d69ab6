/** The release part of a status under one set of names, whatever the style spells. */
import type { BlueGreenStatus, CanaryStatus, CommonStatus, RolloutStatus } from '../api/index.ts';

export interface ReleaseState extends CommonStatus {
  updatedReplicas: number;
  updatedReadyReplicas: number;
  updatedRevision: string;
}

export const emptyState: ReleaseState = {
  podTemplateHash: '',
  nextStepIndex: 0,
  currentStepState: '',
  finalisingStep: '',
  updatedReplicas: 0,
  updatedReadyReplicas: 0,
  updatedRevision: '',
};

const fromCanary = ({
  canaryReplicas,
  canaryReadyReplicas,
  canaryRevision,
  ...common
}: CanaryStatus): ReleaseState => ({
  ...common,
  updatedReplicas: canaryReplicas,
  updatedReadyReplicas: canaryReadyReplicas,
  updatedRevision: canaryRevision,
});

const toCanary = ({
  updatedReplicas,
  updatedReadyReplicas,
  updatedRevision,
  ...common
}: ReleaseState): CanaryStatus => ({
  ...common,
  canaryReplicas: updatedReplicas,
  canaryReadyReplicas: updatedReadyReplicas,
  canaryRevision: updatedRevision,
});

/** Undefined when the Rollout has never had a workload. */
export const stateOf = (status: RolloutStatus | undefined): ReleaseState | undefined =>
  status?.canaryStatus === undefined ? status?.blueGreenStatus : fromCanary(status.canaryStatus);

/** Where the state is written: where it was read from, else where the strategy says. */
export const withState = (status: RolloutStatus, state: ReleaseState, blueGreen: boolean): RolloutStatus => {
  const inBlueGreen = status.canaryStatus === undefined && (status.blueGreenStatus !== undefined || blueGreen);
  return {
    ...status,
    ...(inBlueGreen ? { blueGreenStatus: state satisfies BlueGreenStatus } : { canaryStatus: toCanary(state) }),
    currentStepIndex: state.currentStepIndex ?? 0,
    currentStepState: state.currentStepState,
  };
};

/** The status with no release in it. */
export const withoutState = (status: RolloutStatus): RolloutStatus => {
  const { canaryStatus: _canary, blueGreenStatus: _blueGreen, ...rest } = status;
  return { ...rest, currentStepIndex: 0, currentStepState: '' };
};
