export { createNodeOperations, type NodeOperations } from './operations.ts';
export * from './types.ts';
export type { UsageOutput } from './usage.ts';
