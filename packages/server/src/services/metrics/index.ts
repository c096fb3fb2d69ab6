export * from './operations.ts';
export * from './types.ts';
export { createMetricsReaders, type MetricsReaders } from './reading.ts';
export { createUsagePort } from './usage-port.ts';
export {
  chartIds,
  chartScopes,
  parseCatalogueChanges,
  type CatalogueChanges,
  type ChartId,
  type ChartScope,
} from './catalogue.ts';
export type { Chart, ChartsInput, ChartsOutput, ChartSeries, ChartSource } from './charts.ts';
