/**
 * Blue-green: all old Pods stay beside the new ones until the release is over (rules §4.3). What holds them is a surge, and
 * a readiness time that never passes, so that no new Pod ever counts as available; what the workload had is remembered in
 * an annotation.
 */
import type { IntOrString, KubeObject } from '@binnacle/kube/api';
import { annotations } from '../../api/index.ts';

/** Seconds: no Pod becomes available. One less than the largest number that the field takes. */
export const neverAvailable = 2_147_483_646;
/** Seconds; a Deployment's deadline must be longer than its readiness time. */
export const noDeadline = 2_147_483_647;

export interface OriginalStrategy {
  maxUnavailable?: IntOrString;
  maxSurge?: IntOrString;
  minReadySeconds?: number;
  progressDeadlineSeconds?: number;
}

/** Undefined when the workload is not held in blue-green style. */
export const originalOf = ({ metadata }: KubeObject): OriginalStrategy | undefined => {
  try {
    const value: unknown = JSON.parse(metadata.annotations?.[annotations.originalDeploymentStrategy] ?? 'null');
    return typeof value === 'object' && value !== null ? (value as OriginalStrategy) : undefined;
  } catch {
    return undefined;
  }
};

/** As the original spells it: a readiness time of none is left out. */
export const originalText = (original: OriginalStrategy): string => {
  const { maxUnavailable, maxSurge, minReadySeconds, progressDeadlineSeconds } = original;
  return JSON.stringify({
    maxUnavailable,
    maxSurge,
    ...(minReadySeconds ? { minReadySeconds } : {}),
    progressDeadlineSeconds,
  });
};
