export { openStore, StoreError, type Store } from './database.ts';
export { NewerSchemaError } from './migrations.ts';
