export * from './operations.ts';
export { isReversible, type KeptObjects } from './kept-change.ts';
export { stated } from './stated.ts';
export type * from './types.ts';
