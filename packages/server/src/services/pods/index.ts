import type { Clock } from '@binnacle/kube/clock';
import type { Operation } from '../operation.ts';
import { createEvictOperation } from './evict.ts';
import { createLogsOperation } from './logs.ts';
import { createRestartOperation } from './restart.ts';
import type { EvictInput, EvictOutput, LogsInput, LogsOutput, PodInput, PodRestartOutput } from './types.ts';

export interface PodOperations {
  logs: Operation<LogsInput, LogsOutput>;
  restart: Operation<PodInput, PodRestartOutput>;
  evict: Operation<EvictInput, EvictOutput>;
}

export const createPodOperations = ({ clock }: { clock: Clock }): PodOperations => ({
  logs: createLogsOperation(clock),
  restart: createRestartOperation(),
  evict: createEvictOperation(),
});

export { chooseContainer, containersOf } from './container.ts';
export { requestEviction } from './evict.ts';
export * from './types.ts';
