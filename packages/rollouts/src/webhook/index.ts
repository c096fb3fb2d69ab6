export * from './admit.ts';
export * from './registration.ts';
export * from './serve-webhooks.ts';
export * from './certificates.ts';
