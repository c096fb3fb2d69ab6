import type { Clock } from '@binnacle/kube/clock';
import type { Operation } from '../operation.ts';
import type { ObjectInput } from '../resources/index.ts';
import { createRestartOperation } from './restart.ts';
import { createRevisionsOperation } from './revisions.ts';
import { createRollbackOperation } from './rollback.ts';
import { createScaleOperation } from './scale.ts';
import { createTriggerOperation } from './trigger.ts';
import type {
  RestartOutput,
  RevisionsOutput,
  RollbackInput,
  RollbackOutput,
  ScaleInput,
  ScaleOutput,
  TriggerOutput,
} from './types.ts';

export interface WorkloadOperations {
  scale: Operation<ScaleInput, ScaleOutput>;
  restart: Operation<ObjectInput, RestartOutput>;
  revisions: Operation<ObjectInput, RevisionsOutput>;
  rollback: Operation<RollbackInput, RollbackOutput>;
  trigger: Operation<ObjectInput, TriggerOutput>;
}

export const createWorkloadOperations = ({ clock }: { clock: Clock }): WorkloadOperations => ({
  scale: createScaleOperation(),
  restart: createRestartOperation(clock),
  revisions: createRevisionsOperation(),
  rollback: createRollbackOperation(),
  trigger: createTriggerOperation(),
});

export { findPrevious, readRevisions, templateHashLabel, type KeptRevision } from './revisions.ts';
export { changesBetween } from './template-changes.ts';
export * from './types.ts';
