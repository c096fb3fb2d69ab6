export * from './operations.ts';
export { parseManifests, type Position } from './parse.ts';
export type { KindSchema, OpenApiSchema } from './schema.ts';
