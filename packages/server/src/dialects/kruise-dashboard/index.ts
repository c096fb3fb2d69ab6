import type { Dialect } from '../../http/row.ts';
import { failure, schemas, statusOf, success } from './envelope.ts';
import { prefix, rolloutRows, type RolloutRowsOptions } from './rollout-rows.ts';
import { workloadRows, type WorkloadRowsOptions } from './workload-rows.ts';

export type KruiseDashboardOptions = RolloutRowsOptions & WorkloadRowsOptions;

/** Contract 000, the backend of Kruise Dashboard. */
export const createKruiseDashboardDialect = (options: KruiseDashboardOptions): Dialect => ({
  name: 'kruise-dashboard',
  prefixes: ['rollout', 'cluster', 'namespaces', 'workload'].map((part) => `${prefix}/${part}`),
  rows: [...rolloutRows(options), ...workloadRows(options)],
  success,
  schemas,
  failure,
  status: statusOf,
});
