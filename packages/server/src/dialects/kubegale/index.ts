import type { Dialect } from '../../http/row.ts';
import { failure, failureData, schemas, success } from './envelope.ts';
import { codeOf } from './errors.ts';
import { prefix } from './resource-rows.ts';
import { kubegaleRows, type KubegaleOptions } from './rows.ts';

export type { KubegaleOperations, KubegaleOptions } from './rows.ts';

/** Contract 001, the Kubernetes module of KubeGale. */
export const createKubegaleDialect = (options: KubegaleOptions): Dialect => ({
  name: 'kubegale',
  prefixes: [prefix],
  rows: kubegaleRows(options),
  success,
  schemas,
  failure: (error, { operation }) => failure(codeOf(error, operation), error.message, failureData(error)),
});
