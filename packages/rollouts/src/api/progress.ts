import type { BlueGreenStatus, CanaryStatus, Rollout } from './rollout.ts';

/** What a Rollout's status says of the release under way, whatever its style. */
export interface Progress {
  /** The field of `status` that users write to go on. */
  field: 'canaryStatus' | 'blueGreenStatus';
  status: CanaryStatus | BlueGreenStatus;
  /** From 1. */
  step: number;
  steps: number;
  /** The hash of the new revision. */
  updatedRevision: string;
  /** Phase Progressing and going through its steps: not starting, finalising, or going back. */
  inSteps: boolean;
  /** Whether the last step waits to be confirmed: always in blue-green, in canary unless it replaces every Pod. */
  lastStepPauses: boolean;
}

/** A controller has seen its newest spec. */
export const isObserved = ({ metadata, status }: Rollout): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);

/** Undefined for a Rollout that has not released anything yet. */
export const progressOf = ({ spec, status }: Rollout): Progress | undefined => {
  const { canaryStatus, blueGreenStatus, conditions, phase } = status ?? {};
  const isBlueGreen = spec.strategy.blueGreen !== undefined;
  const sub = isBlueGreen ? blueGreenStatus : canaryStatus;
  if (sub === undefined) return undefined;
  const steps = (isBlueGreen ? spec.strategy.blueGreen : spec.strategy.canary)?.steps ?? [];
  const progressing = conditions?.find(({ type }) => type === 'Progressing');
  return {
    field: isBlueGreen ? 'blueGreenStatus' : 'canaryStatus',
    status: sub,
    step: sub.currentStepIndex ?? 0,
    steps: steps.length,
    updatedRevision: 'updatedRevision' in sub ? sub.updatedRevision : sub.canaryRevision,
    inSteps: phase === 'Progressing' && progressing?.reason === 'InRolling',
    lastStepPauses: isBlueGreen || steps.at(-1)?.replicas !== '100%',
  };
};
