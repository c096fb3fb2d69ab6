export * from './clock.ts';
export * from './rng.ts';
export * from './manual-clock.ts';
export * from './history-clock.ts';
export * from './paced-clock.ts';
