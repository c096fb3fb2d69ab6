import type { WorkloadView } from './seen.ts';

/** The id of a release: what the workload carries, else the new revision (rules §2.2). */
export const rolloutIdOf = ({ rolloutId, inRollback, canaryRevision }: WorkloadView): string =>
  rolloutId ?? (inRollback ? `rollback-${canaryRevision}` : canaryRevision);
