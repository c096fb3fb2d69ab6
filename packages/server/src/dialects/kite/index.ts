import type { Dialect } from '../../http/row.ts';
import { failure, schemas, statusOf, success } from './envelope.ts';
import { kiteRows, prefix, type KiteOptions } from './rows.ts';

export type { KiteOptions } from './rows.ts';

/** Contract 003, Kite-style management of clusters. */
export const createKiteDialect = (options: KiteOptions): Dialect => ({
  name: 'kite',
  prefixes: [prefix],
  rows: kiteRows(options),
  success,
  schemas,
  failure,
  status: statusOf,
});
