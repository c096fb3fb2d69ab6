export { mostSeries, type Labels, type PrometheusPoint, type PrometheusSeries } from './answer.ts';
export type { CallLimits, PrometheusAddress, PrometheusPort, PrometheusReply } from './ports.ts';
export {
  checkRange,
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
