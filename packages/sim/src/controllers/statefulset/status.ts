import { isPodAvailable, type Pod } from '../../local/objects.ts';
import type { ControllerRevision, StatefulSet, StatefulSetStatus } from '../../local/workloads.ts';
import { isRunningAndReady, isTerminating, revisionNameOf } from './pods.ts';

const optional = <K extends string>(key: K, value: number) => (value === 0 ? {} : { [key]: value });

/** A StatefulSet's status from its pods; when all are new and ready, the update revision becomes the current one. */
export const statefulSetStatus = (
  set: StatefulSet,
  pods: readonly Pod[],
  { current, update, now }: { current: ControllerRevision; update: ControllerRevision; now: number },
): StatefulSetStatus => {
  const { replicas = 1, minReadySeconds = 0, updateStrategy } = set.spec;
  const ready = pods.filter(isRunningAndReady);
  const available = ready.filter((pod) => isPodAvailable(pod, minReadySeconds, now));
  const staying = pods.filter((pod) => !isTerminating(pod));
  const of = (revision: ControllerRevision) =>
    staying.filter((pod) => revisionNameOf(pod) === revision.metadata.name).length;
  const updated = of(update);
  const isComplete =
    updateStrategy?.type === 'RollingUpdate' &&
    updated === replicas &&
    ready.length === replicas &&
    pods.length === replicas;
  return {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    ...optional('readyReplicas', ready.length),
    ...optional('currentReplicas', isComplete ? updated : of(current)),
    ...optional('updatedReplicas', updated),
    currentRevision: (isComplete ? update : current).metadata.name,
    updateRevision: update.metadata.name,
    collisionCount: set.status?.collisionCount ?? 0,
    availableReplicas: available.length,
  };
};
