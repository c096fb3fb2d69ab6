export { createAccess, type Access } from './access.ts';
export { builtInRoles, levels } from './built-in.ts';
export type { NamespaceFilter } from './grants.ts';
export * from './operations.ts';
export type * from './types.ts';
