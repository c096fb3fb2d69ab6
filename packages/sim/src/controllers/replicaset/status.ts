import type { Condition, Pod, ReplicaSet } from '../../local/objects.ts';
import { findCondition, isPodAvailable, isPodReady, selects, toTime } from '../../local/objects.ts';

const optional = <K extends string>(key: K, value: number) => (value === 0 ? {} : { [key]: value });

const withFailure = (
  conditions: readonly Condition[],
  failure: { reason: string; message: string } | undefined,
  now: number,
): Condition[] => {
  const others = conditions.filter(({ type }) => type !== 'ReplicaFailure');
  if (failure === undefined) return others;
  const current = findCondition(conditions, 'ReplicaFailure');
  if (current !== undefined) return [...conditions];
  return [...others, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: toTime(now), ...failure }];
};

/** A replica set's status from its active pods. `error` is what stopped the last creation or deletion. */
export const replicaSetStatus = (
  set: ReplicaSet,
  pods: readonly Pod[],
  { now, error }: { now: number; error?: Error | undefined },
): NonNullable<ReplicaSet['status']> => {
  const template = { matchLabels: set.spec.template.metadata?.labels ?? {} };
  const ready = pods.filter(isPodReady);
  const available = ready.filter((pod) => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now));
  const reason = pods.length < (set.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  const failure = error === undefined ? undefined : { reason, message: error.message };
  const conditions = withFailure(set.status?.conditions ?? [], failure, now);
  return {
    replicas: pods.length,
    ...optional('fullyLabeledReplicas', pods.filter(({ metadata }) => selects(template, metadata.labels)).length),
    ...optional('readyReplicas', ready.length),
    ...optional('availableReplicas', available.length),
    observedGeneration: set.metadata.generation ?? 1,
    ...(conditions.length === 0 ? {} : { conditions }),
  };
};

/** Epoch ms of the next moment a ready pod becomes available; undefined when none will without a change. */
export const nextAvailable = (
  set: { spec: { minReadySeconds?: number } },
  pods: readonly Pod[],
  now: number,
): number | undefined => {
  const wait = (set.spec.minReadySeconds ?? 0) * 1000;
  if (wait === 0) return undefined;
  const moments = pods
    .filter(isPodReady)
    .map((pod) => Date.parse(findCondition(pod.status?.conditions, 'Ready')?.lastTransitionTime ?? '') + wait)
    .filter((at) => at > now);
  return moments.length === 0 ? undefined : Math.min(...moments);
};
