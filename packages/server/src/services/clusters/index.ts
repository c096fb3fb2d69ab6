export * from './operations.ts';
export * from './records.ts';
export * from './registry.ts';
export * from './types.ts';
