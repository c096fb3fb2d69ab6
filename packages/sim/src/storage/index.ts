export { createEntry } from './entry.ts';
export type { Entry } from './entry.ts';
export type { StoredChange } from './history.ts';
export { CompactedError, createStore } from './store.ts';
export type { Store, StoreOptions, Write } from './store.ts';
