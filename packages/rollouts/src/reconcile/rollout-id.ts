import type { WorkloadView } from './seen.ts';

/** The id of a release back to this revision. */
export const rollbackId = ({ canaryRevision }: WorkloadView): string => `rollback-${canaryRevision}`;

/** The id of a release: what the workload carries, else the new revision (rules §2.2). */
export const rolloutIdOf = (workload: WorkloadView): string =>
  workload.rolloutId ?? (workload.inRollback ? rollbackId(workload) : workload.canaryRevision);
