export * from './actions.ts';
export * from './console.ts';
export * from './manifests.ts';
export * from './metrics.ts';
export * from './findings.ts';
export * from './people.ts';
export * from './rollouts.ts';
export * from './terminal.ts';
