export * from './cluster.ts';
export * from './events.ts';
export * from './reader.ts';
export * from './stable-hash.ts';
export * from './write.ts';
