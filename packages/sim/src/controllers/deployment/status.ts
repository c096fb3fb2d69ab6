import type { Condition, Deployment, DeploymentStatus, ReplicaSet } from '../../local/objects.ts';
import { findCondition, fromTime, toTime } from '../../local/objects.ts';
import { resolveLimits } from './rollout-arithmetic.ts';

/** Pure computation of a deployment's status. Reasons and messages are upstream's. */

/** Unset, or so large that it means none. */
export const hasProgressDeadline = ({ spec }: Deployment): boolean =>
  spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== 2 ** 31 - 1;

const desiredOf = (deployment: Deployment): number => deployment.spec.replicas ?? 1;

export const maxUnavailableOf = (deployment: Deployment): number =>
  deployment.spec.strategy?.type === 'Recreate' || desiredOf(deployment) === 0
    ? 0
    : resolveLimits(deployment.spec.strategy?.rollingUpdate ?? {}, desiredOf(deployment)).unavailable;

export const maxSurgeOf = (deployment: Deployment): number =>
  deployment.spec.strategy?.type === 'Recreate'
    ? 0
    : resolveLimits(deployment.spec.strategy?.rollingUpdate ?? {}, desiredOf(deployment)).surge;

type NewCondition = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/**
 * Puts a condition in, last. The same status and reason leave the old one untouched; the same status keeps its
 * transition time.
 */
export const setCondition = (
  conditions: readonly Condition[],
  condition: NewCondition,
  { now, always = false }: { now: number; always?: boolean },
): Condition[] => {
  const current = findCondition(conditions, condition.type);
  if (!always && current?.status === condition.status && current.reason === condition.reason) return [...conditions];
  const moment = toTime(now);
  return [
    ...conditions.filter(({ type }) => type !== condition.type),
    {
      type: condition.type,
      status: condition.status,
      lastUpdateTime: moment,
      lastTransitionTime: current?.status === condition.status ? (current.lastTransitionTime ?? moment) : moment,
      reason: condition.reason,
      message: condition.message,
    },
  ];
};

export const isComplete = (deployment: Deployment, status: DeploymentStatus): boolean => {
  const desired = desiredOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === desired &&
    (status.replicas ?? 0) === desired &&
    (status.availableReplicas ?? 0) === desired &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
};

const isProgressing = (before: DeploymentStatus, after: DeploymentStatus): boolean => {
  const old = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
};

/** Epoch ms when a rollout that shows no progress is given up; undefined when it cannot time out. */
export const progressDeadline = (deployment: Deployment, conditions: readonly Condition[] = []): number | undefined => {
  const progressing = findCondition(conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || progressing === undefined) return undefined;
  if (progressing.reason === 'NewReplicaSetAvailable' || progressing.reason === 'ProgressDeadlineExceeded') {
    return undefined;
  }
  return fromTime(progressing.lastUpdateTime) + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000;
};

const sum = (sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number | undefined) =>
  sets.reduce((total, set) => total + (count(set) ?? 0), 0);

const optional = <K extends string>(key: K, value: number) => (value === 0 ? {} : { [key]: value });

/** Counts and the Available condition. Zero counts are left out, as Go's omitempty does. */
export const countStatus = (
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  { newest, now }: { newest: ReplicaSet | undefined; now: number },
): DeploymentStatus => {
  const available = sum(sets, (set) => set.status?.availableReplicas);
  const wanted = sum(sets, (set) => set.spec.replicas ?? 1);
  const isAvailable = available >= desiredOf(deployment) - maxUnavailableOf(deployment);
  const collisionCount = deployment.status?.collisionCount;
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...optional(
      'replicas',
      sum(sets, (set) => set.status?.replicas),
    ),
    ...optional('updatedReplicas', newest?.status?.replicas ?? 0),
    ...optional(
      'readyReplicas',
      sum(sets, (set) => set.status?.readyReplicas),
    ),
    ...optional('availableReplicas', available),
    ...optional('unavailableReplicas', Math.max(0, wanted - available)),
    conditions: setCondition(
      deployment.status?.conditions ?? [],
      isAvailable
        ? {
            type: 'Available',
            status: 'True',
            reason: 'MinimumReplicasAvailable',
            message: 'Deployment has minimum availability.',
          }
        : {
            type: 'Available',
            status: 'False',
            reason: 'MinimumReplicasUnavailable',
            message: 'Deployment does not have minimum availability.',
          },
      { now },
    ),
    ...(collisionCount === undefined ? {} : { collisionCount }),
  };
};

const withProgress = (
  deployment: Deployment,
  status: DeploymentStatus,
  { newest, now }: { newest: ReplicaSet | undefined; now: number },
): Condition[] => {
  const conditions = status.conditions ?? [];
  if (!hasProgressDeadline(deployment)) return conditions.filter(({ type }) => type !== 'Progressing');
  const before = deployment.status ?? {};
  const current = findCondition(before.conditions, 'Progressing');
  const settled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (settled) return conditions;
  const subject =
    newest === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newest.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return setCondition(
      conditions,
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message },
      { now },
    );
  }
  if (isProgressing(before, status)) {
    const message = `${subject} is progressing.`;
    return setCondition(
      conditions,
      { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message },
      // Progress moves the update time even under the same reason: the deadline counts from it.
      { now, always: true },
    );
  }
  const deadline = progressDeadline(deployment, before.conditions);
  if (deadline !== undefined && deadline < now) {
    const message = `${subject} has timed out progressing.`;
    return setCondition(
      conditions,
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message },
      { now },
    );
  }
  return conditions;
};

/** The whole status during a rollout: counts, Available, Progressing and a replica set's failure. */
export const rolloutStatus = (
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  observed: { newest: ReplicaSet | undefined; now: number },
): DeploymentStatus => {
  const status = countStatus(deployment, sets, observed);
  const conditions = withProgress(deployment, status, observed);
  const failureOf = (set: ReplicaSet | undefined) => findCondition(set?.status?.conditions, 'ReplicaFailure');
  const failure = failureOf(observed.newest) ?? sets.map(failureOf).find((condition) => condition !== undefined);
  return {
    ...status,
    conditions:
      failure === undefined
        ? conditions.filter(({ type }) => type !== 'ReplicaFailure')
        : setCondition(conditions, failure, { now: observed.now }),
  };
};
