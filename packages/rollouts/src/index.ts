export * from './api/index.ts';
export type { Analyse, Verdict } from './reconcile/index.ts';
export * from './run-rollouts.ts';
export * from './serve-health.ts';
export * from './start-rollouts.ts';
export * from './install.ts';
export type { WebhookOptions } from './start-webhooks.ts';
