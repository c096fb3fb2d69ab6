export { openStore, rotateKey, type Store, type StoreOptions } from './database.ts';
export { createFileKeyRing, createKeyRing, prepareNextKey, type KeyRing } from './key-ring.ts';
export { NewerSchemaError } from './migrate.ts';
export { StoreError } from './store-error.ts';
