export { createNodeOperations, type NodeOperations } from './operations.ts';
export * from './types.ts';
