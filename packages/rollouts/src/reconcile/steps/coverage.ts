import { ceilOf, styleOf } from '../../api/index.ts';
import type { StepContext } from './step.ts';

/**
 * "Real partition" (rules §2.2): new Pods take old ones' places, so a step that covers all leaves no old Pod to serve a
 * pinned stable Service.
 */
export const replacesAllPods = ({ seen, step }: StepContext): boolean => {
  const replicas = seen.workload?.replicas ?? 0;
  return styleOf(seen.rollout) === 'Partition' && ceilOf(step.replicas, replicas) >= replicas;
};
