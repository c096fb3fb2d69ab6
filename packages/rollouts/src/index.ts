export * from './api/index.ts';
export type { Analyse, Verdict } from './reconcile/index.ts';
export * from './start-rollouts.ts';
export type { WebhookOptions } from './start-webhooks.ts';
