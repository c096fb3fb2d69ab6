import type { EventNote } from '../cluster/events.ts';
import type { Write } from '../cluster/write.ts';

/** What a pass over a workload decides: written in order, then said of the workload. */
export interface NextWorkload {
  writes: readonly Write[];
  events: readonly EventNote[];
  /** Written last, on the workload itself: what only tells of it. */
  notes?: readonly Write[];
  /** More is about to come, so that what would be told now is soon not so. */
  isMoving?: boolean;
}

export const nothing: NextWorkload = { writes: [], events: [] };
