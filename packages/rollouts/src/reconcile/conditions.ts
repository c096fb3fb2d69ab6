/** Conditions of a Rollout. `lastUpdateTime` is when one was made: a change of its reason does not move it (rules §2.5). */
import { findCondition, toTime } from '@binnacle/kube/api';
import type { RolloutCondition, RolloutStatus } from '../api/index.ts';

export type ProgressingReason = 'Initializing' | 'InRolling' | 'Paused' | 'Finalising' | 'Cancelling' | 'Completed';

type NewCondition = Pick<RolloutCondition, 'type' | 'status' | 'reason' | 'message'>;

export const withRolloutCondition = (status: RolloutStatus, next: NewCondition, now: number): RolloutStatus => {
  const conditions = status.conditions ?? [];
  const old = findCondition(conditions, next.type);
  const moment = toTime(now);
  const condition: RolloutCondition = {
    ...next,
    lastUpdateTime: old?.lastUpdateTime ?? moment,
    lastTransitionTime: old?.status === next.status ? (old.lastTransitionTime ?? moment) : moment,
  };
  return { ...status, conditions: [...conditions.filter(({ type }) => type !== next.type), condition] };
};

export const withoutCondition = (status: RolloutStatus, type: RolloutCondition['type']): RolloutStatus => ({
  ...status,
  conditions: (status.conditions ?? []).filter((condition) => condition.type !== type),
});

export const progressingReason = (status: RolloutStatus | undefined): ProgressingReason | undefined =>
  findCondition(status?.conditions, 'Progressing')?.reason as ProgressingReason | undefined;

/** Moves the Progressing condition on; its message is the status's too. Without a message the old one stays. */
export const withProgress = (
  status: RolloutStatus,
  to: { reason: ProgressingReason; message?: string; status?: RolloutCondition['status'] },
  now: number,
): RolloutStatus => {
  const message = to.message ?? findCondition(status.conditions, 'Progressing')?.message ?? '';
  const condition = {
    type: 'Progressing' as const,
    status: to.status ?? ('True' as const),
    reason: to.reason,
    message,
  };
  return { ...withRolloutCondition(status, condition, now), message };
};
