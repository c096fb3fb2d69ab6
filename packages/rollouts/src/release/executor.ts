import type { Write } from '../cluster/write.ts';

/**
 * One workload in the hands of one BatchRelease: a pair of kind and style over what is seen of it. Questions are pure;
 * writes are what is still to be written for the answer to be "so it is".
 */
export interface Executor {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly updatedReadyReplicas: number;
  /** Pods that were on the wanted revision before a rollback in batches began. */
  readonly noNeedUpdateReplicas?: number;
  readonly stableRevision: string;
  readonly updateRevision: string;
  /** The workload's own controller has seen it as it is. */
  readonly settled: boolean;
  /** Takes the workload in hand, to begin with the batch, from 0. It may let that happen at once. */
  initialize(batch: number): readonly Write[];
  /** Lets the batch, from 0, happen. */
  upgrade(batch: number): readonly Write[];
  /** Labels for the batch's Pods. */
  label(batch: number): readonly Write[];
  /** What the batch lacks, in words; undefined when it is ready. */
  lack(batch: number): string | undefined;
  /** Gives the workload back; writes none and `done` false while it has to be waited for. */
  finalize(): { done: boolean; writes: readonly Write[] };
}
