import type { Dialect } from '../../http/row.ts';
import { failure, statusOf, success } from './envelope.ts';
import { clusterRows, type ClusterRowsOptions } from './cluster-rows.ts';

export type CloudpilotOptions = ClusterRowsOptions;

/** Contract 002, CloudPilot: so far its management of clusters. */
export const createCloudpilotDialect = (options: CloudpilotOptions): Dialect => ({
  name: 'cloudpilot',
  prefixes: ['/k8s', '/istio', '/api/istio'],
  rows: clusterRows(options),
  success,
  failure,
  status: statusOf,
});
