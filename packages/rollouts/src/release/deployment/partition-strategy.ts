/** The annotation by which a Deployment is released by partition (rules §4.5): what its strategy was, and how far to go. */
import type { Deployment, IntOrString } from '@binnacle/kube/api';
import { annotations, labels } from '../../api/index.ts';

type RollingUpdate = NonNullable<NonNullable<Deployment['spec']['strategy']>['rollingUpdate']>;

export interface PartitionStrategy {
  rollingStyle?: string;
  /** The Deployment's own; absent when its strategy was Recreate, which then is what it gets back. */
  rollingUpdate?: RollingUpdate;
  /** Nothing is released, only scaled: a template has changed and nobody has planned for it yet. */
  paused?: boolean;
  /** Pods, or a share of them, that the new revision may have. */
  partition?: IntOrString;
}

/** Undefined when there is none, or none that can be read. */
export const partitionStrategyOf = ({ metadata }: Deployment): PartitionStrategy | undefined => {
  try {
    const value: unknown = JSON.parse(metadata.annotations?.[annotations.deploymentStrategy] ?? 'null');
    return typeof value === 'object' && value !== null ? (value as PartitionStrategy) : undefined;
  } catch {
    return undefined;
  }
};

/** Its parts in the order in which the original writes them. */
export const partitionStrategyText = (strategy: PartitionStrategy): string => {
  const { rollingStyle = 'Partition', rollingUpdate, paused, partition = 0 } = strategy;
  return JSON.stringify({
    rollingStyle,
    ...(rollingUpdate === undefined ? {} : { rollingUpdate }),
    ...(paused === true ? { paused } : {}),
    partition,
  });
};

/** Released by us, not by the Deployment controller: in a BatchRelease's hand, Recreate and paused. */
export const isPartitioned = ({ metadata, spec }: Deployment): boolean =>
  (metadata.annotations?.[annotations.controlInfo] ?? '') !== '' &&
  spec.strategy?.type === 'Recreate' &&
  spec.paused === true;

export const recreate = { type: 'Recreate', rollingUpdate: null };

/** What the Deployment gets back: its RollingUpdate, or Recreate where it had that. */
const restored = (strategy: PartitionStrategy | undefined) =>
  strategy?.rollingUpdate === undefined
    ? { strategy: recreate }
    : { strategy: { type: 'RollingUpdate', rollingUpdate: strategy.rollingUpdate } };

/** The patch that takes back what admission and a release by partition have done to hold a Deployment. */
export const withoutHold = (deployment: Deployment) => {
  const strategy = partitionStrategyOf(deployment);
  return {
    metadata: {
      labels: { [labels.controlledByAdvanced]: null, [labels.stableRevision]: null },
      annotations: { [annotations.deploymentStrategy]: null, [annotations.deploymentExtraStatus]: null },
    },
    spec: { paused: false, ...(strategy === undefined ? {} : restored(strategy)) },
  };
};
