import { progressOf } from '@binnacle/rollouts/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Row } from '@binnacle/kube/watch';
import type { ClusterHandle } from '../operation.ts';
import { knownRolloutKind, rolloutOfRow } from './served.ts';
import type { RolloutInput } from './types.ts';
import { writeStatus } from './write-status.ts';

/** Milliseconds that the release may take to come through its last step. */
const longestMs = 60 * 60_000;

/**
 * Confirms every step that waits from now on. Ends by itself when the release is over or another one begins, when the cluster
 * is changed or removed, and after an hour. What it does can be seen in the Rollout, and any later write of a user overrides it.
 */
export const followToTheEnd = ({ namespace, name }: RolloutInput, cluster: ClusterHandle, clock: Clock): void => {
  const cache = cluster.cache(knownRolloutKind(cluster));
  let release: string | undefined;
  const stop = () => {
    unsubscribe();
    cancel();
    cluster.closed.removeEventListener('abort', stop);
  };
  const look = (row: Row) => {
    const rollout = rolloutOfRow(row);
    const progress = progressOf(rollout);
    release ??= progress?.updatedRevision;
    if (progress === undefined || !progress.inSteps || progress.updatedRevision !== release) return stop();
    if (progress.status.currentStepState !== 'StepPaused') return;
    // A conflict means that the Rollout changed, and then it is looked at again.
    writeStatus(rollout, { currentStepState: 'StepReady' }, { cluster }).catch(() => undefined);
  };
  const unsubscribe = cache.subscribe({
    change: ({ type, row }) => {
      if (row.name !== name || row.namespace !== namespace) return;
      if (type === 'DELETED') stop();
      else look(row);
    },
  });
  const cancel = clock.after(longestMs, stop);
  cluster.closed.addEventListener('abort', stop, { once: true });
  const now = cache.get(namespace, name);
  if (now !== undefined) look(now);
};
