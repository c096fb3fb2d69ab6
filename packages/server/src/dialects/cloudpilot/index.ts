import type { Dialect } from '../../http/row.ts';
import { batchRows } from './batch-rows.ts';
import { clusterRows, type ClusterRowsOptions } from './cluster-rows.ts';
import { failure, schemas, statusOf, success } from './envelope.ts';
import { istioRows, type IstioRowsOptions } from './istio-rows.ts';
import { logRows } from './log-rows.ts';
import { observeRows, type ObserveRowsOptions } from './observe-rows.ts';

export type CloudpilotOptions = ClusterRowsOptions &
  ObserveRowsOptions &
  IstioRowsOptions &
  Parameters<typeof logRows>[0] &
  Parameters<typeof batchRows>[0];

/** Contract 002, CloudPilot. */
export const createCloudpilotDialect = (options: CloudpilotOptions): Dialect => ({
  name: 'cloudpilot',
  prefixes: ['/k8s', '/istio', '/api/istio'],
  rows: [
    ...clusterRows(options),
    ...observeRows(options),
    ...logRows(options),
    ...istioRows(options),
    ...batchRows(options),
  ],
  success,
  schemas,
  failure,
  status: statusOf,
});
