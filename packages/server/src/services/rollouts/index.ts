import type { RolloutProspect } from '@binnacle/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Operation } from '../operation.ts';
import type { PrometheusReader } from '../prometheus/index.ts';
import { createAnalysisOperation, type AnalysisOutput } from './analysis/index.ts';
import type { FleetPort } from './fleet-members.ts';
import { createFleetOperations, type FleetOperations } from './fleet.ts';
import { rolloutQuery } from './operation.ts';
import { createProspectOperation, type ProspectInput } from './prospect.ts';
import { readHistory, readPods } from './revisions.ts';
import { createReadOperations, type ReadOperations } from './read.ts';
import { createSpecOperations, type SpecOperations } from './spec.ts';
import { createStepOperations, type StepOperations } from './steps.ts';
import type { RolloutHistoryOutput, RolloutInput, RolloutPodsOutput } from './types.ts';
import { createWatchOperation, type RolloutWatchInput, type RolloutWatchOutput } from './watch.ts';
import { createRolloutWorkloadOperations, type RolloutWorkloadOperations } from './workload.ts';

export interface RolloutOperations
  extends ReadOperations, SpecOperations, StepOperations, RolloutWorkloadOperations, FleetOperations {
  pods: Operation<RolloutInput, RolloutPodsOutput>;
  history: Operation<RolloutInput, RolloutHistoryOutput>;
  watch: Operation<RolloutWatchInput, RolloutWatchOutput>;
  prospect: Operation<ProspectInput, RolloutProspect>;
  analysis: Operation<RolloutInput, AnalysisOutput>;
}

export interface RolloutOptions {
  clock: Clock;
  fleet: FleetPort;
  prometheus: PrometheusReader;
}

/** What is done with Rollouts beyond reading, listing and watching them, which is done as with any kind. */
export const createRolloutOperations = ({ clock, fleet, prometheus }: RolloutOptions): RolloutOperations => ({
  ...createReadOperations(clock),
  ...createFleetOperations(fleet, { reader: prometheus, clock }),
  ...createSpecOperations(),
  ...createStepOperations(clock),
  ...createRolloutWorkloadOperations(clock),
  pods: rolloutQuery({ id: 'rollouts.pods', summary: "The Pods of a Rollout's workload, by revision" }, readPods),
  history: rolloutQuery({ id: 'rollouts.history', summary: 'What was released before' }, readHistory),
  watch: createWatchOperation(),
  prospect: createProspectOperation(),
  analysis: createAnalysisOperation({ reader: prometheus, clock }),
});

export type { AnalysisOutput } from './analysis/index.ts';
export type { FleetInput, FleetPort } from './fleet-members.ts';
export type { FleetStream } from './fleet-stream.ts';
export type { FleetOutput } from './fleet.ts';
export { streamRollouts, type RolloutEvent, type RolloutWatchOutput } from './watch.ts';
export { refusalOf, type RolloutRefusal } from './errors.ts';
export { createTypedWorkloadOperations, type TypedInput, type TypedWorkloadOperations } from './typed-workloads.ts';
export { rolloutOfRow, toRollout } from './served.ts';
export * from './types.ts';
