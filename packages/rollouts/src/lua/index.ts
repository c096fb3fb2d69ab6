export * from './run-script.ts';
export * from './scripts.ts';
