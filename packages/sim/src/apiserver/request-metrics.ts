/** What the server tells of its own work, in Prometheus' text format. Source: kube-apiserver `pkg/endpoints/metrics`. */
import type { Registry } from '../registry/index.ts';
import type { Call } from './call.ts';
import { family, labelText } from './exposition.ts';
import type { ResourceRequest } from './request-info.ts';
import { sendTyped } from './respond.ts';

/** Definitions come and go: what is beyond this many sorts of requests is counted together. */
const mostSorts = 5_000;

/** Upper bounds in seconds. */
const bounds = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 5, 10, 60] as const;

const verbs: Readonly<Record<string, string>> = { create: 'POST', update: 'PUT' };

interface Sort {
  labels: string;
  code: number;
  count: number;
  seconds: number;
  /** How many lasted at most as long as each bound. */
  within: number[];
  isLong: boolean;
}

export interface RequestMetrics {
  /** Counts a call from now until its answer has ended. */
  follow(call: Call, info: ResourceRequest | undefined): void;
  render(): string;
}

const scopeOf = ({ name, namespace }: ResourceRequest): string =>
  name !== undefined ? 'resource' : namespace === undefined ? 'cluster' : 'namespace';

const labelsOf = (call: Call, info: ResourceRequest | undefined): string => {
  const told =
    info === undefined
      ? {
          group: '',
          resource: '',
          scope: '',
          subresource: `/${call.segments[0] ?? ''}`,
          verb: call.method,
          version: '',
        }
      : {
          ...{ group: info.group, resource: info.plural, scope: scopeOf(info), subresource: info.subresource ?? '' },
          ...{ verb: (verbs[info.verb] ?? info.verb).toUpperCase(), version: info.version },
        };
  return labelText(told);
};

const durationLines = ({ labels, within, count, seconds }: Sort): string[] => [
  ...bounds.map((bound, i) => `_bucket{component="apiserver",${labels},le="${bound}"} ${within[i]}`),
  `_bucket{component="apiserver",${labels},le="+Inf"} ${count}`,
  `_sum{component="apiserver",${labels}} ${seconds}`,
  `_count{component="apiserver",${labels}} ${count}`,
];

/** The same request with another outcome lasts as long: codes are put together. */
const withoutCodes = (sorts: Iterable<Sort>): Sort[] => {
  const byLabels = new Map<string, Sort>();
  for (const sort of sorts) {
    const known = byLabels.get(sort.labels);
    if (known === undefined) {
      byLabels.set(sort.labels, { ...sort, within: [...sort.within] });
      continue;
    }
    known.count += sort.count;
    known.seconds += sort.seconds;
    sort.within.forEach((count, i) => (known.within[i]! += count));
  }
  return [...byLabels.values()];
};

/** The requests of one server. */
export const createRequestMetrics = ({ store, catalog }: Registry): RequestMetrics => {
  const sorts = new Map<string, Sort>();
  const inFlight = { mutating: 0, readOnly: 0 };
  const longRunning = new Map<string, number>();
  const startedAt = performance.timeOrigin / 1000;

  const sortOf = (labels: string, code: number, isLong: boolean): Sort => {
    const key = `${labels}${code}`;
    const known = sorts.get(key) ?? (sorts.size < mostSorts ? undefined : sorts.get('other'));
    if (known !== undefined) return known;
    const isOther = sorts.size === mostSorts - 1;
    const sort: Sort = {
      ...{ labels: isOther ? 'resource="other"' : labels, code, count: 0, seconds: 0, within: bounds.map(() => 0) },
      isLong,
    };
    sorts.set(isOther ? 'other' : key, sort);
    return sort;
  };

  return {
    follow: (call, info) => {
      const labels = labelsOf(call, info);
      const began = performance.now();
      const isLong = info?.verb === 'watch' || call.upgrade !== undefined;
      const kind = info === undefined || ['get', 'list', 'watch'].includes(info.verb) ? 'readOnly' : 'mutating';
      if (isLong) longRunning.set(labels, (longRunning.get(labels) ?? 0) + 1);
      else inFlight[kind] += 1;
      call.response.once('close', () => {
        const sort = sortOf(labels, call.response.statusCode, isLong);
        sort.count += 1;
        if (isLong) {
          const left = longRunning.get(labels)! - 1;
          if (left === 0) longRunning.delete(labels);
          else longRunning.set(labels, left);
          return;
        }
        inFlight[kind] -= 1;
        const seconds = (performance.now() - began) / 1000;
        sort.seconds += seconds;
        bounds.forEach((bound, i) => {
          if (seconds <= bound) sort.within[i]! += 1;
        });
      });
    },
    render: () => {
      const all = [...sorts.values()].sort((a, b) => (a.labels < b.labels ? -1 : 1));
      const buckets = new Map(
        catalog.resources.map(({ bucket, plural, group }) => [bucket, group === '' ? plural : `${plural}.${group}`]),
      );
      const { rss } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      return [
        family(
          { type: 'gauge', name: 'apiserver_current_inflight_requests', help: 'Requests under way, by kind.' },
          Object.entries(inFlight).map(([kind, count]) => `{request_kind="${kind}"} ${count}`),
        ),
        family(
          { type: 'gauge', name: 'apiserver_longrunning_requests', help: 'Watches and sessions under way.' },
          [...longRunning].map(([labels, count]) => `{component="apiserver",${labels}} ${count}`),
        ),
        family(
          {
            type: 'histogram',
            name: 'apiserver_request_duration_seconds',
            help: 'How long requests took, without watches and sessions.',
          },
          withoutCodes(all.filter(({ isLong }) => !isLong)).flatMap(durationLines),
        ),
        family(
          { type: 'counter', name: 'apiserver_request_total', help: 'Requests answered.' },
          all.map(({ labels, code, count }) => `{code="${code}",component="apiserver",dry_run="",${labels}} ${count}`),
        ),
        family(
          { type: 'gauge', name: 'apiserver_storage_objects', help: 'Objects stored, by resource.' },
          [...buckets].map(([bucket, resource]) => `{resource="${resource}"} ${store.count(bucket)}`),
        ),
        family({ type: 'counter', name: 'process_cpu_seconds_total', help: 'Processor time of the program.' }, [
          ` ${(user + system) / 1e6}`,
        ]),
        family({ type: 'gauge', name: 'process_resident_memory_bytes', help: 'Memory of the program.' }, [` ${rss}`]),
        family({ type: 'gauge', name: 'process_start_time_seconds', help: 'When the program was started.' }, [
          ` ${startedAt}`,
        ]),
      ].join('');
    },
  };
};

/** GET /metrics. True when the path was that. */
export const serveRequestMetrics = (call: Call): boolean => {
  if (call.segments[0] !== 'metrics' || call.segments.length > 1) return false;
  const type = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';
  sendTyped(call, type, Buffer.from(call.context.metrics.render()));
  return true;
};
