import type { Clock } from '@binnacle/kube/clock';
import type { AuditIntent, AuditOutcome, AuditRepository } from './types.ts';

/** The trail of writes, and of reads of what is secret. */
export interface Audit {
  /** Keeps what is about to be done; the call is not made when that fails. */
  begin(intent: AuditIntent): Promise<number>;
  finish(id: number, outcome: AuditOutcome): Promise<void>;
}

const dayMs = 24 * 3_600_000;
const pruneEveryMs = 3_600_000;

/** Entries older than `retentionDays` are forgotten, an hour late at most, as new ones come. */
export const createAudit = (
  repository: AuditRepository,
  { clock, retentionDays = 365 }: { clock: Clock; retentionDays?: number },
): Audit => {
  let prunedAt = 0;
  return {
    begin: async (intent) => {
      const now = clock.now();
      if (now - prunedAt >= pruneEveryMs) {
        prunedAt = now;
        await repository.prune(now - retentionDays * dayMs);
      }
      return repository.begin(intent);
    },
    finish: (id, outcome) => repository.finish(id, outcome),
  };
};
