/** What charts ask a Prometheus for. Source of the series' names: cAdvisor, as kubelets serve it at /metrics/cadvisor. */

export const chartScopes = ['cluster', 'node', 'namespace', 'workload', 'pod'] as const;
export type ChartScope = (typeof chartScopes)[number];

export const chartIds = ['cpu', 'memory', 'receive', 'transmit'] as const;
export type ChartId = (typeof chartIds)[number];

/**
 * PromQL by scope and chart; `$namespace`, `$name`, `$pattern` (the name as a pattern), `$pods`
 * (a pattern of the workload's Pods) and `$window` are filled in.
 */
export type Catalogue = Readonly<Record<ChartScope, Readonly<Record<ChartId, string>>>>;
/** What replaces parts of it. */
export type CatalogueChanges = Readonly<Partial<Record<ChartScope, Readonly<Partial<Record<ChartId, string>>>>>>;

export const chartUnits: Readonly<Record<ChartId, 'cores' | 'bytes' | 'bytes/s'>> = {
  cpu: 'cores',
  memory: 'bytes',
  receive: 'bytes/s',
  transmit: 'bytes/s',
};

const used = (by: string, labels: string): Record<'cpu' | 'memory', string> => ({
  cpu: `sum${by}(rate(container_cpu_usage_seconds_total{${labels}}[$window]))`,
  memory: `sum${by}(container_memory_working_set_bytes{${labels}})`,
});
const moved = (by: string, labels: string): Record<'receive' | 'transmit', string> => ({
  receive: `sum${by}(rate(container_network_receive_bytes_total{${labels}}[$window]))`,
  transmit: `sum${by}(rate(container_network_transmit_bytes_total{${labels}}[$window]))`,
});
const both = (by: string, labels: string): Record<ChartId, string> => ({
  ...used(by, `${labels},container!="",container!="POD"`),
  ...moved(by, labels),
});
/** The first of two that has anything: scrapes call the node by different labels. */
const either = (one: Record<ChartId, string>, other: Record<ChartId, string>): Record<ChartId, string> => ({
  cpu: `${one.cpu} or ${other.cpu}`,
  memory: `${one.memory} or ${other.memory}`,
  receive: `${one.receive} or ${other.receive}`,
  transmit: `${one.transmit} or ${other.transmit}`,
});
/** Of a node as a whole: the root of its control groups. */
const whole = (labels: string): Record<ChartId, string> => ({ ...used('', labels), ...moved('', labels) });

export const defaultCatalogue: Catalogue = {
  cluster: either(whole('id="/"'), both('', 'namespace!=""')),
  node: either(whole('id="/",node="$name"'), whole('id="/",instance=~"$pattern(:[0-9]+)?"')),
  namespace: both('', 'namespace="$namespace"'),
  workload: both(' by (pod) ', 'namespace="$namespace",pod=~"$pods"'),
  pod: {
    ...used(' by (container) ', 'namespace="$namespace",pod="$name",container!="",container!="POD"'),
    ...moved('', 'namespace="$namespace",pod="$name"'),
  },
};

export const changeCatalogue = (catalogue: Catalogue, changes: CatalogueChanges): Catalogue => ({
  cluster: { ...catalogue.cluster, ...changes.cluster },
  node: { ...catalogue.node, ...changes.node },
  namespace: { ...catalogue.namespace, ...changes.namespace },
  workload: { ...catalogue.workload, ...changes.workload },
  pod: { ...catalogue.pod, ...changes.pod },
});

export interface QueryValues {
  namespace: string;
  name: string;
  /** Matches the names of the workload's Pods. */
  pods: string;
  /** How far rates look back, in seconds. */
  windowSeconds: number;
}

/** As it stands within a double-quoted string of PromQL. */
const quoted = (text: string): string => text.replace(/["\\]/g, (found) => `\\${found}`);

export const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The query with its placeholders filled in, each as text within quotes. */
export const fillQuery = (query: string, { namespace, name, pods, windowSeconds }: QueryValues): string => {
  const values: Readonly<Record<(typeof placeholders)[number], string>> = {
    namespace: quoted(namespace),
    name: quoted(name),
    pattern: quoted(escapePattern(name)),
    pods: quoted(pods),
    window: `${windowSeconds}s`,
  };
  return query.replace(/\$([a-z]+)/g, (all, key: string) => (isOneOf(placeholders, key) ? values[key] : all));
};

const isOneOf = <T extends string>(known: readonly T[], text: string): text is T => known.some((one) => one === text);

/** Queries by scope and chart, as a settings file has them. Throws Error with what is wrong. */
export const parseCatalogueChanges = (given: unknown): CatalogueChanges => {
  const changes: Partial<Record<ChartScope, Partial<Record<ChartId, string>>>> = {};
  for (const [scope, charts] of entriesOf(given, 'the file')) {
    if (!isOneOf(chartScopes, scope)) throw new Error(`"${scope}" is no scope: use one of ${chartScopes.join(', ')}`);
    for (const [chart, query] of entriesOf(charts, scope)) {
      if (!isOneOf(chartIds, chart))
        throw new Error(`"${scope}.${chart}" is no chart: use one of ${chartIds.join(', ')}`);
      if (typeof query !== 'string' || query.trim() === '') throw new Error(`"${scope}.${chart}" must be a query`);
      const strange = [...query.matchAll(/\$([a-z]+)/g)].find(([, key]) => !isOneOf(placeholders, key ?? ''));
      if (strange !== undefined)
        throw new Error(`"${scope}.${chart}" has ${strange[0]}: what is filled in is $${placeholders.join(', $')}`);
      changes[scope] = { ...changes[scope], [chart]: query };
    }
  }
  return changes;
};

const placeholders = ['namespace', 'name', 'pattern', 'pods', 'window'] as const;

const entriesOf = (value: unknown, what: string): [string, unknown][] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${what} must be a mapping`);
  return Object.entries(value);
};
