import type { Release } from './release.ts';
import type { ReleaseRevision } from './use-revisions.ts';

/**
 * Percent of the requests that the new revision gets: what its step asks of the route, or, where no route divides them, its
 * share of the ready Pods, over which a Service spreads requests.
 */
export const shareOfNew = (
  { weight, source, stepState, matches }: Pick<Release, 'weight' | 'source' | 'stepState' | 'matches'>,
  fresh: Pick<ReleaseRevision, 'readyReplicas'> | undefined,
  stable: Pick<ReleaseRevision, 'readyReplicas'> | undefined,
): { percent: number; isExact: boolean } => {
  if (fresh === undefined) return { percent: 0, isExact: true };
  if (weight !== undefined) return { percent: weight, isExact: true };
  // Before its first step routes anything, a release with a route leaves everything on the stable revision.
  if (source !== undefined && (matches.length > 0 || stepState === 'BeforeStepUpgrade' || stepState === 'StepUpgrade'))
    return { percent: 0, isExact: matches.length === 0 };
  const all = fresh.readyReplicas + (stable?.readyReplicas ?? 0);
  return { percent: all === 0 ? 0 : Math.round((fresh.readyReplicas / all) * 100), isExact: false };
};
