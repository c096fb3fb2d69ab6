export * from './apply.ts';
export * from './field-set.ts';
export * from './json.ts';
export * from './json-patch.ts';
export * from './merge.ts';
export * from './schema.ts';
export * from './strategic.ts';
