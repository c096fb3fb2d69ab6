/** Samples of the last hour, by series, as a Prometheus keeps them. */

export type Labels = Readonly<Record<string, string>>;

/** One value at one moment (epoch ms). */
export interface Sample {
  at: number;
  value: number;
}

export interface Series {
  /** `__name__` among them. */
  labels: Labels;
  /** In order of time. */
  samples: readonly Sample[];
}

export interface TimeSeries {
  add(labels: Labels, sample: Sample): void;
  /** Series that every test lets through. */
  select(tests: readonly LabelTest[]): readonly Series[];
  /** Forgets samples older than an hour before this moment, and series without any. */
  expire(now: number): void;
  readonly size: number;
}

/** A label that is absent has the value ''. */
export interface LabelTest {
  name: string;
  test: (value: string) => boolean;
}

const keptMs = 3_600_000;
/** More than that are not taken: a thousand Pods with ten series each. */
const mostSeries = 10_000;

const keyOf = (labels: Labels): string =>
  Object.keys(labels)
    .sort()
    .map((name) => `${name}\u0000${labels[name]}`)
    .join('\u0001');

export const createTimeSeries = (): TimeSeries => {
  const all = new Map<string, { labels: Labels; samples: Sample[] }>();
  return {
    add: (labels, sample) => {
      const key = keyOf(labels);
      let series = all.get(key);
      if (series === undefined) {
        if (all.size >= mostSeries) return;
        all.set(key, (series = { labels, samples: [] }));
      }
      series.samples.push(sample);
    },
    select: (tests) =>
      [...all.values()].filter(({ labels }) => tests.every(({ name, test }) => test(labels[name] ?? ''))),
    expire: (now) => {
      for (const [key, { samples }] of all) {
        const first = samples.findIndex(({ at }) => at >= now - keptMs);
        if (first < 0) all.delete(key);
        else if (first > 0) samples.splice(0, first);
      }
    },
    get size() {
      return all.size;
    },
  };
};
