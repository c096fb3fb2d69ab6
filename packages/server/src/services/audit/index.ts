export * from './audit.ts';
export * from './operations.ts';
export type * from './types.ts';
