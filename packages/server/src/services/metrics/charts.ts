import { badRequest, nodeKind, podKind, type Kind } from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Row } from '@binnacle/kube/watch';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import type { Labels, PrometheusReader } from '../prometheus/index.ts';
import { clusterOperation, NameField, syncedCache } from '../resources/index.ts';
import {
  chartIds,
  chartScopes,
  chartUnits,
  fillQuery,
  type Catalogue,
  type ChartId,
  type ChartScope,
} from './catalogue.ts';
import { nodeFacts, podFacts } from './facts.ts';
import { podPattern } from './pod-names.ts';
import type { MetricsReader, Snapshot } from './reading.ts';

export interface ChartsInput {
  scope: ChartScope;
  namespace?: string;
  /** `plural.group`, of a workload. */
  kind?: string;
  name?: string;
  rangeMs: number;
}

/** One line of a chart; the whole of what is asked for has the empty name. */
export interface ChartSeries {
  name: string;
  points: readonly (readonly [at: number, value: number])[];
}

export interface Chart {
  id: ChartId;
  unit: (typeof chartUnits)[ChartId];
  series: readonly ChartSeries[];
  /** Lines that are left out: those that were highest last are shown. */
  more: number;
  /** What the objects state, now; absent where none does. */
  lines: { requests?: number; limits?: number; capacity?: number };
  /** Why there is no answer. */
  problem?: string;
}

/** Where the values come from. */
export type ChartSource = { type: 'prometheus' } | { type: 'metrics-server' } | { type: 'none'; reason: string };

export interface ChartsOutput {
  source: ChartSource;
  /** Why the Prometheus that is known was of no use. */
  problem?: string;
  /** Epoch ms. */
  start: number;
  end: number;
  stepMs: number;
  charts: readonly Chart[];
}

export interface ChartsServices {
  prometheus: PrometheusReader;
  catalogue: Catalogue;
  readerOf: (context: CallContext) => MetricsReader;
  clock: Clock;
}

const mostLines = 20;
const pointsPerChart = 240;
const scrapeMs = 15_000;
/** Rates need some samples, also where scrapes are a minute apart. */
const shortestWindowMs = 300_000;

/** Which fields each scope needs. */
const needed: Readonly<Record<ChartScope, readonly ('namespace' | 'kind' | 'name')[]>> = {
  cluster: [],
  node: ['name'],
  namespace: ['namespace'],
  workload: ['namespace', 'kind', 'name'],
  pod: ['namespace', 'name'],
};

export const createChartsOperation = (services: ChartsServices): Operation<ChartsInput, ChartsOutput> =>
  clusterOperation({
    id: 'metrics.charts',
    summary: 'Use over time, from Prometheus or else from what the metrics API has said',
    effect: 'read',
    access: 'viewer',
    input: Type.Object({
      scope: Type.Union(chartScopes.map((scope) => Type.Literal(scope))),
      namespace: Type.Optional(NameField),
      kind: Type.Optional(Type.String({ maxLength: 200 })),
      name: Type.Optional(NameField),
      rangeMs: Type.Integer({ minimum: 300_000, maximum: 14 * 24 * 3_600_000 }),
    }),
    run: (input, context) => {
      for (const field of needed[input.scope])
        if (input[field] === undefined) throw badRequest(`${field} is required for the scope ${input.scope}`);
      return chartsOf(input, context, services);
    },
  });

const chartsOf = async (
  input: ChartsInput,
  context: CallContext,
  { prometheus, catalogue, readerOf, clock }: ChartsServices,
): Promise<ChartsOutput> => {
  const { scope, namespace = '', name = '', rangeMs } = input;
  const pods = scope === 'workload' ? podPattern(input.kind ?? '', name) : '';
  const stepMs = Math.max(scrapeMs, Math.ceil(rangeMs / pointsPerChart / scrapeMs) * scrapeMs);
  const end = Math.floor(clock.now() / stepMs) * stepMs;
  const range = { start: end - rangeMs, end, stepMs };
  const lines = await linesOf(input, pods, context);
  const toChart = (id: ChartId, series: readonly ChartSeries[]): Chart => ({
    id,
    unit: chartUnits[id],
    ...highest(series),
    lines: id === 'cpu' || id === 'memory' ? lines[id] : {},
  });

  const found = prometheus.find(context.cluster);
  let problem: string | undefined;
  if ('url' in found) {
    const windowSeconds = Math.max(shortestWindowMs, stepMs * 2) / 1000;
    const charts = await Promise.all(
      chartIds.map(async (id): Promise<Chart> => {
        const query = fillQuery(catalogue[scope][id], { namespace, name, pods, windowSeconds });
        try {
          const series = await prometheus.queryRange(context.cluster, { query, ...range, signal: context.signal });
          return toChart(
            id,
            series.map(({ labels, points }) => ({ name: nameOf(labels), points: points.filter(isFinitePoint) })),
          );
        } catch (error) {
          if (context.signal.aborted) throw error;
          return { ...toChart(id, []), problem: error instanceof Error ? error.message : String(error) };
        }
      }),
    );
    if (charts.some((chart) => chart.problem === undefined))
      return { source: { type: 'prometheus' }, ...range, charts };
    problem = charts[0]?.problem;
  }

  const reader = readerOf(context);
  const { source } = await reader.read();
  const told = problem === undefined ? {} : { problem };
  if (source.state === 'none') {
    const reason = 'reason' in found ? `${source.reason}; ${found.reason}` : source.reason;
    return { source: { type: 'none', reason }, ...told, ...range, charts: [] };
  }
  const history = reader.history().filter(({ at }) => at >= range.start);
  const charts = (['cpu', 'memory'] as const).map((id) => toChart(id, recorded(input, { id, pods, history })));
  return { source: { type: 'metrics-server' }, ...told, ...range, charts };
};

const isFinitePoint = ([, value]: readonly [number, number]): boolean => Number.isFinite(value);

const nameOf = (labels: Labels): string => labels['container'] ?? labels['pod'] ?? Object.values(labels).join(' ');

const lastOf = ({ points }: ChartSeries): number => points.at(-1)?.[1] ?? 0;

const highest = (series: readonly ChartSeries[]): Pick<Chart, 'series' | 'more'> => {
  const filled = series.filter(({ points }) => points.length > 0);
  const sorted = [...filled].sort((a, b) => lastOf(b) - lastOf(a) || (a.name < b.name ? -1 : 1));
  return { series: sorted.slice(0, mostLines), more: Math.max(0, sorted.length - mostLines) };
};

/** The same lines from what was read of the metrics API since somebody asked. */
const recorded = (
  { scope, namespace = '', name = '' }: ChartsInput,
  { id, pods, history }: { id: 'cpu' | 'memory'; pods: string; history: readonly Snapshot[] },
): ChartSeries[] => {
  const lines = new Map<string, [number, number][]>();
  const add = (line: string, at: number, value: number): void => {
    const points = lines.get(line) ?? [];
    lines.set(line, points);
    const last = points.at(-1);
    if (last?.[0] === at) last[1] += value;
    else points.push([at, value]);
  };
  const isPod = new RegExp(`^${pods}$`);
  for (const snapshot of history) {
    const { at } = snapshot;
    switch (scope) {
      case 'cluster':
        for (const used of snapshot.nodes.values()) add('', at, used[id]);
        break;
      case 'node': {
        const used = snapshot.nodes.get(name);
        if (used !== undefined) add('', at, used[id]);
        break;
      }
      case 'pod':
        for (const container of snapshot.pods.get(`${namespace}/${name}`)?.containers ?? [])
          add(container.name, at, container[id]);
        break;
      default:
        for (const [key, { used }] of snapshot.pods) {
          if (!key.startsWith(`${namespace}/`)) continue;
          const pod = key.slice(namespace.length + 1);
          if (scope === 'namespace') add('', at, used[id]);
          else if (isPod.test(pod)) add(pod, at, used[id]);
        }
    }
  }
  return [...lines].map(([line, points]) => ({ name: line, points }));
};

/** What the objects themselves state: requests and limits of Pods, what nodes can give. */
const linesOf = async (
  { scope, namespace, name }: ChartsInput,
  pods: string,
  context: CallContext,
): Promise<Record<'cpu' | 'memory', Chart['lines']>> => {
  if (scope === 'cluster' || scope === 'node') {
    const nodes = (await rowsOf(nodeKind, context)).filter((row) => scope === 'cluster' || row.name === name);
    const capacity = (id: 'cpu' | 'memory') => nodes.reduce((sum, row) => sum + nodeFacts(row).allocatable[id], 0);
    return { cpu: { capacity: capacity('cpu') }, memory: { capacity: capacity('memory') } };
  }
  const isPod = new RegExp(`^${pods}$`);
  const wanted = (await rowsOf(podKind, context, namespace)).filter(
    (row) => scope === 'namespace' || (scope === 'pod' ? row.name === name : isPod.test(row.name)),
  );
  const present = wanted.map(podFacts).filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed');
  const linesFor = (id: 'cpu' | 'memory'): Chart['lines'] => {
    const sum = (side: 'requests' | 'limits') => present.reduce((total, facts) => total + (facts[side][id] ?? 0), 0);
    // A limit that not all have limits nothing as a whole.
    const areLimited = present.length > 0 && present.every(({ limits }) => limits[id] !== undefined);
    return {
      ...(sum('requests') > 0 ? { requests: sum('requests') } : {}),
      ...(areLimited ? { limits: sum('limits') } : {}),
    };
  };
  return { cpu: linesFor('cpu'), memory: linesFor('memory') };
};

const rowsOf = async (kind: Kind, context: CallContext, namespace?: string): Promise<readonly Row[]> => {
  const view = (await syncedCache(kind, context)).view(namespace === undefined ? {} : { namespaces: [namespace] });
  return view.page(0, view.total);
};
