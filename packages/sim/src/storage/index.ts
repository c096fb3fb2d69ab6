export { createEntry } from './entry.ts';
export { freezeShared } from './shared-parts.ts';
export type { Entry } from './entry.ts';
export type { StoredChange } from './history.ts';
export { CompactedError, createStore } from './store.ts';
export type { Store, StoreOptions, Write } from './store.ts';
export { DamagedStateError, openJournal } from './journal.ts';
export type { Journal, JournalOptions, KeptState } from './journal.ts';
export { lockFolder } from './folder-lock.ts';
