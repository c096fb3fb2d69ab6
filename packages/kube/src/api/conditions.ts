/** Status conditions. Source: Kubernetes API conventions, "Typical status properties". */

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  /** RFC 3339. */
  lastTransitionTime?: string;
  observedGeneration?: number;
}

export const findCondition = <C extends { type: string }>(
  conditions: readonly C[] | null | undefined,
  type: string,
): C | undefined => conditions?.find((condition) => condition.type === type);

export const isConditionTrue = (
  conditions: readonly { type: string; status: string }[] | null | undefined,
  type: string,
): boolean => findCondition(conditions, type)?.status === 'True';

/**
 * The list with this condition in it, in place when it was there. `lastTransitionTime` moves to `now` only when the
 * status changes; the same list comes back when nothing changes, so that callers can skip the write.
 */
export const withCondition = <C extends Condition>(
  conditions: readonly C[] | null | undefined,
  next: C,
  now: string,
): C[] => {
  const before = conditions ?? [];
  const old = findCondition(before, next.type);
  const lastTransitionTime = old?.status === next.status ? (old.lastTransitionTime ?? now) : now;
  const condition: C = { ...old, ...next, lastTransitionTime };
  if (old === undefined) return [...before, condition];
  if (isSame(old, condition)) return before as C[];
  return before.map((c) => (c === old ? condition : c));
};

const isSame = (a: Condition, b: Condition): boolean =>
  a.status === b.status &&
  a.reason === b.reason &&
  a.message === b.message &&
  a.lastTransitionTime === b.lastTransitionTime &&
  a.observedGeneration === b.observedGeneration;
