export * from './backoff.ts';
export * from './controller.ts';
export * from './delay-queue.ts';
export * from './leader.ts';
