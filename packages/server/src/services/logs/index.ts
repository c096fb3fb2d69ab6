export * from './operations.ts';
export * from './stream.ts';
export * from './types.ts';
