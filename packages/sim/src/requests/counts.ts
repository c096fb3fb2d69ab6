/** What was counted of simulated requests, as a scrape of the programs that served them would read it. */
import type { Labels, TimeSeries } from '../prometheus/index.ts';

/** Seconds, as most clients of Prometheus have them. */
const bounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity];

/** One request that was sent. */
export interface Outcome {
  /** Who sent it where: namespace, route, service, pod, revision, version. */
  labels: Labels;
  code: number;
  seconds: number;
}

export interface Counts {
  add(outcome: Outcome): void;
  scrape(series: TimeSeries, at: number): void;
}

interface Counter {
  labels: Labels;
  value: number;
  /** Epoch ms of the last scrape that saw it grow. */
  grown: number;
  scraped: number;
}

/** A counter of a Pod that is gone is let go after this. */
const idleMs = 600_000;

export const createCounts = (): Counts => {
  const counters = new Map<string, Counter>();
  const grow = (name: string, labels: Labels, by: number): void => {
    const id = `${name}${JSON.stringify(labels)}`;
    let counter = counters.get(id);
    if (counter === undefined)
      counters.set(id, (counter = { labels: { __name__: name, ...labels }, value: 0, grown: 0, scraped: -1 }));
    counter.value += by;
  };
  return {
    add: ({ labels, code, seconds }) => {
      grow('http_requests_total', { ...labels, code: String(code) }, 1);
      const duration = 'http_request_duration_seconds';
      for (const most of bounds)
        grow(
          `${duration}_bucket`,
          { ...labels, le: most === Infinity ? '+Inf' : String(most) },
          seconds <= most ? 1 : 0,
        );
      grow(`${duration}_sum`, labels, seconds);
      grow(`${duration}_count`, labels, 1);
    },
    scrape: (series, at) => {
      for (const [id, counter] of counters) {
        if (counter.value !== counter.scraped) counter.grown = at;
        if (at - counter.grown > idleMs) {
          counters.delete(id);
          continue;
        }
        counter.scraped = counter.value;
        series.add(counter.labels, { at, value: counter.value });
      }
    },
  };
};
