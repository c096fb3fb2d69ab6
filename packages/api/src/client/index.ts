export * from './console-client.ts';
export * from './console-error.ts';
export * from './event-stream.ts';
export * from './rollout-client.ts';
export * from './rows-window.ts';
export * from './sse-parser.ts';
export * from './terminal.ts';
export * from './timers.ts';
export type { ApplyBody, WriteBody, WriteOptions } from './object-writes.ts';
