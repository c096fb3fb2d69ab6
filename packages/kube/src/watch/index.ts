export * from './types.ts';
export * from './cache-pool.ts';
export * from './resource-cache.ts';
export { BoundedMap } from './bounded-map.ts';
export { compareKeys } from './sort-order.ts';
export { createReconnectGate } from './reconnect-gate.ts';
export type { GateOptions, ReconnectGate } from './reconnect-gate.ts';
