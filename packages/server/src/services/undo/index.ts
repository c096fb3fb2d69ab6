export * from './operations.ts';
export { stated } from './stated.ts';
export type * from './types.ts';
