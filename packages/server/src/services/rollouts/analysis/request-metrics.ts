/** Metrics that tell of requests, by the names that the usual programs, meshes and libraries give them. */
export interface RequestMetric {
  /** A counter of requests. */
  requests: string;
  /** A histogram of how long they took, without `_bucket`. */
  duration: string;
  /** How many of the histogram's units are a second. */
  unitsPerSecond: number;
  /** Any of these marks a request that failed. */
  failed: readonly string[];
  /** What a series must have beside its Pod. */
  only: readonly string[];
}

const http = { unitsPerSecond: 1, only: [] } as const;

/** The first that is known of a workload's Pods is taken: a mesh counts what programs count themselves once more. */
export const requestMetrics: readonly RequestMetric[] = [
  {
    ...http,
    requests: 'http_requests_total',
    duration: 'http_request_duration_seconds',
    failed: ['code=~"5.."', 'status=~"5.."', 'status_code=~"5.."'],
  },
  // Source: opentelemetry.io/docs/specs/semconv/http/http-metrics, as Prometheus spells it.
  {
    ...http,
    requests: 'http_server_request_duration_seconds_count',
    duration: 'http_server_request_duration_seconds',
    failed: ['http_response_status_code=~"5.."'],
  },
  // Source: micrometer.io, Spring Boot's `http.server.requests`.
  {
    ...http,
    requests: 'http_server_requests_seconds_count',
    duration: 'http_server_requests_seconds',
    failed: ['status=~"5.."'],
  },
  // Source: istio.io/latest/docs/reference/config/metrics.
  {
    requests: 'istio_requests_total',
    duration: 'istio_request_duration_milliseconds',
    unitsPerSecond: 1000,
    failed: ['response_code=~"5.."'],
    only: ['reporter="destination"'],
  },
];

/** The Pods of one revision, as a query names them. */
export interface MeasuredPods {
  namespace: string;
  /** Fits their names. */
  pattern: string;
}

const matchers = ({ namespace, pattern }: MeasuredPods, more: readonly string[]): string =>
  `{${[`namespace="${namespace}"`, `pod=~"${pattern}"`, ...more].join(',')}}`;

/** Which of the metrics are known of Pods: series labelled `__name__`. */
export const knownMetricsQuery = (pods: MeasuredPods): string => {
  const names = requestMetrics.map(({ requests }) => requests).join('|');
  return `count by (__name__) (${matchers(pods, [`__name__=~"${names}"`])})`;
};

/** A query may have so many characters: with more names than fit, all of the cluster are asked for. */
const mostCharacters = 1_500;

const oneOf = (label: string, names: readonly string[], ending = ''): string[] => {
  const pattern = names.map((name) => name.replaceAll('.', '[.]')).join('|');
  return pattern.length > mostCharacters ? [] : [`${label}=~"(${pattern})${ending}"`];
};

/** Requests a second of every Pod of these workloads, by `namespace` and `pod`; of each Pod by the first metric it has. */
export const allRequestsQuery = (
  { namespaces, workloads }: { namespaces: readonly string[]; workloads: readonly string[] },
  windowSeconds: number,
): string => {
  const pods = [...oneOf('namespace', namespaces), ...oneOf('pod', workloads, '-.+')];
  return requestMetrics
    .map(({ requests, only }) => {
      const matched = [...pods, ...only].join(',');
      return `sum by (namespace, pod) (rate(${requests}{${matched}}[${windowSeconds}s]))`;
    })
    .join(' or ');
};

export interface RequestQueries {
  /** A second. */
  requests: string;
  /** A second; 0 where none failed. */
  failed: string;
  /** 95 % were answered in so many units. */
  latency: string;
}

export const requestQueries = (metric: RequestMetric, pods: MeasuredPods, windowSeconds: number): RequestQueries => {
  const rate = (name: string, more: readonly string[] = []) =>
    `rate(${name}${matchers(pods, [...metric.only, ...more])}[${windowSeconds}s])`;
  return {
    requests: `sum(${rate(metric.requests)})`,
    failed: `${metric.failed.map((mark) => `sum(${rate(metric.requests, [mark])})`).join(' or ')} or vector(0)`,
    latency: `histogram_quantile(0.95, sum by (le) (${rate(`${metric.duration}_bucket`)}))`,
  };
};
