import { isConflict, isNotFound } from '@binnacle/kube/api';
import { createDelayQueue } from '@binnacle/kube/controller';
import type { Informers } from '../../local/informers.ts';
import { fromTime, keyOf, refs, splitKey } from '../../local/objects.ts';
import type { Job } from '../../local/workloads.ts';
import type { ControllerContext } from '../../types.ts';
import { finishedCondition } from './conditions.ts';

/** Deletes finished Jobs, with their pods, `ttlSecondsAfterFinished` after their end. */
export const startJobCleanup = ({ client, clock }: ControllerContext, informers: Informers): (() => void) => {
  /** Epoch ms; undefined for a Job that stays. */
  const endOf = (job: Job): number | undefined => {
    const finished = finishedCondition(job);
    const ttl = job.spec.ttlSecondsAfterFinished;
    if (finished === undefined || ttl === undefined || job.metadata.deletionTimestamp !== undefined) return undefined;
    return fromTime(finished.lastTransitionTime) + ttl * 1000;
  };
  const queue = createDelayQueue(clock, (key) => {
    const job = client.get<Job>(refs.jobs, splitKey(key));
    const at = job === undefined ? undefined : endOf(job);
    if (job === undefined || at === undefined || at > clock.now()) return;
    const { uid, resourceVersion } = job.metadata;
    const preconditions = { uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
    void client
      .delete(refs.jobs, splitKey(key), { propagationPolicy: 'Foreground', preconditions })
      .catch((error: unknown) => {
        if (!isNotFound(error)) queue.set(key, clock.now() + (isConflict(error) ? 0 : 60_000));
      });
  });
  informers.of<Job>(refs.jobs).subscribe(({ type, object }) => {
    const at = type === 'DELETED' ? undefined : endOf(object);
    if (at === undefined) queue.delete(keyOf(object));
    else queue.set(keyOf(object), at, { replace: true });
  });
  return () => queue.close();
};
