/** What becomes of an update of a native DaemonSet (rules §3.3): held, Pods are no longer replaced by themselves. Pure. */
import type { DaemonSet } from '@binnacle/kube/api';
import type { Rollout } from '../api/index.ts';
import { annotations, inProgressOf } from '../api/index.ts';
import { isInProgress, releaseChanged } from './catch.ts';

export interface DaemonSetUpdate {
  before: DaemonSet;
  after: DaemonSet;
  /** The one in charge, if any. */
  rollout: Rollout | undefined;
}

const onDelete = 'OnDelete';

export const admitDaemonSet = ({ before, after, rollout }: DaemonSetUpdate): DaemonSet => {
  const type = after.spec.updateStrategy?.type ?? 'RollingUpdate';
  const held = { ...after.spec, updateStrategy: { ...after.spec.updateStrategy, type: onDelete } } as const;
  if (isInProgress(after)) {
    // Whoever applies their own manifest again must not set all Pods free.
    const controlled = after.metadata.annotations?.[annotations.daemonSetOriginalStrategy] !== undefined;
    return rollout !== undefined && controlled && type !== onDelete ? { ...after, spec: held } : after;
  }
  if (rollout === undefined || type === onDelete || !releaseChanged(before, after)) return after;
  if ((before.status?.desiredNumberScheduled ?? 0) === 0) return after;
  return {
    ...after,
    metadata: {
      ...after.metadata,
      annotations: {
        ...after.metadata.annotations,
        [annotations.inProgressing]: inProgressOf(rollout),
        [annotations.daemonSetOriginalStrategy]: type,
      },
    },
    spec: held,
  };
};
