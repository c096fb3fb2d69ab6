export * from './next-rollout.ts';
export * from './seen.ts';
