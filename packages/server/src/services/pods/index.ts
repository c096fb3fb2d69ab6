import type { Clock } from '@binnacle/kube/clock';
import type { Operation } from '../operation.ts';
import { createLogsOperation } from './logs.ts';
import { createRestartOperation } from './restart.ts';
import type { LogsInput, LogsOutput, PodInput, PodRestartOutput } from './types.ts';

export interface PodOperations {
  logs: Operation<LogsInput, LogsOutput>;
  restart: Operation<PodInput, PodRestartOutput>;
}

export const createPodOperations = ({ clock }: { clock: Clock }): PodOperations => ({
  logs: createLogsOperation(clock),
  restart: createRestartOperation(),
});

export { chooseContainer, containersOf } from './container.ts';
export * from './types.ts';
