import type { Clock } from '@binnacle/kube/clock';
import type { Operation } from '../operation.ts';
import type { ObjectInput } from '../resources/index.ts';
import { createRestartOperation } from './restart.ts';
import { createScaleOperation } from './scale.ts';
import type { RestartOutput, ScaleInput, ScaleOutput } from './types.ts';

export interface WorkloadOperations {
  scale: Operation<ScaleInput, ScaleOutput>;
  restart: Operation<ObjectInput, RestartOutput>;
}

export const createWorkloadOperations = ({ clock }: { clock: Clock }): WorkloadOperations => ({
  scale: createScaleOperation(),
  restart: createRestartOperation(clock),
});

export * from './types.ts';
