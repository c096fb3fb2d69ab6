export * from './executor.ts';
export * from './executor-for.ts';
export * from './next-release.ts';
export * from './deployment/canary.ts';
export * from './deployment/template.ts';
export { partitionShapeOf } from './partitioned/shapes.ts';
export type { PartitionedWorkload, PartitionShape } from './partitioned/shapes.ts';
