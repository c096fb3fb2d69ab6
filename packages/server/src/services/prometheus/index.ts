export type { Labels, PrometheusPoint, PrometheusSeries } from './answer.ts';
export type { CallLimits, PrometheusAddress, PrometheusPort, PrometheusReply } from './ports.ts';
export {
  createPrometheusReader,
  queryLimits,
  type PointQuery,
  type PrometheusReader,
  type RangeQuery,
} from './reader.ts';
export {
  createPrometheusOperations,
  type PrometheusOperations,
  type QueryInput,
  type QueryOutput,
} from './operations.ts';
