export { channelProtocols } from './frames.ts';
export * from './operations.ts';
export * from './sweeper.ts';
export * from './types.ts';
