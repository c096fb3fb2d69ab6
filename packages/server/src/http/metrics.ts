import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** How one cached kind of one cluster is doing, for the gauges. */
export interface CacheReport {
  cluster: string;
  kind: string;
  objects: number;
  synced: boolean;
  /** Seconds since the content was known to be current; 0 while synced. */
  ageSeconds: number;
}

export interface Metrics {
  /** Counts one finished request. `seconds` until its answer was handed to the system. */
  observe(dialect: string, operation: string): (status: number, seconds: number) => void;
  /** Open event and log streams. */
  streams: { inc(): void; dec(): void };
  contentType: string;
  text(): Promise<string>;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Prometheus metrics of one server. `caches` is asked at each scrape. */
export const createMetrics = (caches: () => readonly CacheReport[]): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'binnacle_' });
  const registers = [registry];
  const requests = new Counter({
    name: 'binnacle_http_requests_total',
    help: 'Requests answered, by contract, operation and HTTP status.',
    labelNames: ['dialect', 'operation', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'binnacle_http_request_duration_seconds',
    help: 'Time to answer; streams until they end.',
    labelNames: ['dialect', 'operation'],
    buckets,
    registers,
  });
  const streams = new Gauge({ name: 'binnacle_http_streams', help: 'Open event and log streams.', registers });
  const labelNames = ['cluster', 'kind'];
  const objects = new Gauge({
    name: 'binnacle_cache_objects',
    help: 'Objects held in a watch cache.',
    labelNames,
    registers,
  });
  const synced = new Gauge({
    name: 'binnacle_cache_synced',
    help: '1 while a watch cache is live.',
    labelNames,
    registers,
  });
  const age = new Gauge({
    name: 'binnacle_cache_age_seconds',
    help: 'Time since the content of a watch cache was known to be current; 0 while it is live.',
    labelNames,
    registers,
  });
  const report = () => {
    for (const gauge of [objects, synced, age]) gauge.reset();
    for (const { cluster, kind, ...cache } of caches()) {
      objects.set({ cluster, kind }, cache.objects);
      synced.set({ cluster, kind }, cache.synced ? 1 : 0);
      age.set({ cluster, kind }, cache.ageSeconds);
    }
  };
  return {
    observe: (dialect, operation) => {
      const duration = durations.labels(dialect, operation);
      const byStatus = new Map<number, { inc(): void }>();
      return (status, seconds) => {
        let count = byStatus.get(status);
        if (!count) byStatus.set(status, (count = requests.labels(dialect, operation, String(status))));
        count.inc();
        duration.observe(seconds);
      };
    },
    streams,
    contentType: registry.contentType,
    text: () => {
      report();
      return registry.metrics();
    },
  };
};
