import {
  ingressKind,
  isForbidden,
  isNotFound,
  nodeKind,
  notFound,
  persistentVolumeClaimKind,
  persistentVolumeKind,
  podKind,
  serviceKind,
  type Kind,
} from '@binnacle/kube/api';
import type { Clock } from '@binnacle/kube/clock';
import type { Row } from '@binnacle/kube/watch';
import { Type } from 'typebox';
import type { CallContext, Operation } from '../operation.ts';
import { clusterOperation, NameField, requireNamespace, syncedCache } from '../resources/index.ts';
import type { PrometheusReader } from '../prometheus/index.ts';
import { changeCatalogue, defaultCatalogue, type CatalogueChanges } from './catalogue.ts';
import { createChartsOperation, type ChartsInput, type ChartsOutput } from './charts.ts';
import { nodeFacts, phaseOf, podFacts } from './facts.ts';
import { createMetricsReaders, type MetricsReader, type MetricsReaders, type Reading } from './reading.ts';
import type {
  ClusterMetricsOutput,
  NodeMetrics,
  NodeMetricsOutput,
  Phases,
  PodMetrics,
  PodMetricsOutput,
  Share,
  StatsOutput,
  Usage,
  UsageInput,
  UsageOutput,
  UsedOf,
} from './types.ts';

export interface PodMetricsInput {
  namespace?: string;
  name?: string;
  /** Those that use most of it come first. */
  top?: 'cpu' | 'memory';
  limit?: number;
}

export interface MetricsOperations {
  cluster: Operation<Record<string, never>, ClusterMetricsOutput>;
  nodes: Operation<{ name?: string }, NodeMetricsOutput>;
  pods: Operation<PodMetricsInput, PodMetricsOutput>;
  /** What some of them use, and little else: for lists. */
  usage: Operation<UsageInput, UsageOutput>;
  stats: Operation<{ rangeMs: number }, StatsOutput>;
  charts: Operation<ChartsInput, ChartsOutput>;
}

export interface MetricsOptions {
  clock: Clock;
  prometheus: PrometheusReader;
  /** Where others read as well; its own unless given. */
  readers?: MetricsReaders;
  /** Queries that take the place of the catalogue's. */
  queries?: CatalogueChanges;
}

/** Usage of clusters, nodes and Pods, over metrics.k8s.io. What has no source is said to have none. */
export const createMetricsOperations = ({
  clock,
  prometheus,
  readers = createMetricsReaders(clock),
  queries = {},
}: MetricsOptions): MetricsOperations => {
  const readerOf = ({ cluster: { client } }: CallContext): MetricsReader => readers.of(client);

  const nodesOf = async (context: CallContext, name?: string): Promise<NodeMetricsOutput> => {
    const [reading, nodes, pods] = await Promise.all([
      readerOf(context).read(),
      rowsOf(nodeKind, context),
      rowsOf(podKind, context),
    ]);
    const wanted = name === undefined ? nodes : nodes.filter((row) => row.name === name);
    if (name !== undefined && wanted.length === 0) throw notFound(nodeKind, name);
    const onNodes = byNode(pods);
    const items = wanted.map((row) => nodeMetrics(row, onNodes.get(row.name) ?? [], reading));
    return { clusterId: context.cluster.id, source: reading.source, items };
  };

  return {
    charts: createChartsOperation({
      prometheus,
      catalogue: changeCatalogue(defaultCatalogue, queries),
      readerOf,
      clock,
    }),
    nodes: clusterOperation({
      id: 'metrics.nodes',
      summary: 'What nodes have and use',
      effect: 'read',
      access: 'viewer',
      input: Type.Object({ name: Type.Optional(NameField) }),
      run: ({ name }, context) => nodesOf(context, name),
    }),
    pods: clusterOperation({
      id: 'metrics.pods',
      summary: 'What Pods use, against what they asked for',
      effect: 'read',
      access: 'viewer',
      narrows: true,
      input: Type.Object({
        namespace: Type.Optional(NameField),
        name: Type.Optional(NameField),
        top: Type.Optional(Type.Union([Type.Literal('cpu'), Type.Literal('memory')])),
        limit: Type.Optional(Type.Integer({ minimum: 1 })),
      }),
      run: async ({ namespace, name, top, limit }, context) => {
        const [reading, cache] = await Promise.all([readerOf(context).read(), syncedCache(podKind, context)]);
        const view = cache.view(namespace === undefined ? {} : { namespaces: [namespace] });
        if (namespace !== undefined && view.total === 0)
          await requireNamespace(context.cluster, namespace, context.signal);
        const { visible } = context;
        const items = view
          .page(0, view.total)
          .filter((row) => (name === undefined || row.name === name) && (visible?.test(row.namespace) ?? true))
          .map((row) => podMetrics(row, reading));
        if (name !== undefined && items.length === 0) throw notFound(podKind, name);
        if (top !== undefined) items.sort((a, b) => (b.used?.[top] ?? -1) - (a.used?.[top] ?? -1));
        return { clusterId: context.cluster.id, source: reading.source, items: items.slice(0, limit) };
      },
    }),
    usage: clusterOperation({
      id: 'metrics.usage',
      summary: 'What some Pods or nodes use, for their lists',
      effect: 'read',
      access: 'viewer',
      narrows: true,
      input: Type.Object({
        of: Type.Union([Type.Literal('pods'), Type.Literal('nodes')]),
        names: Type.Array(Type.String({ maxLength: 320 }), { maxItems: mostNames }),
      }),
      run: async ({ of, names }, context) => {
        const wanted = new Set(names);
        const { visible } = context;
        if (of === 'pods') {
          const [reading, rows] = await Promise.all([readerOf(context).read(), rowsOf(podKind, context)]);
          const asked = rows.filter((row) => wanted.has(row.key) && (visible?.test(row.namespace) ?? true));
          const items = asked.map((row): [string, Used] => [row.key, podMetrics(row, reading)]);
          return { source: reading.source, items: usageOf(items) };
        }
        const { source, items } = await nodesOf(context);
        // Nodes are nobody's in particular: whoever is limited to namespaces sees none.
        const asked = visible === undefined ? items.filter(({ name }) => wanted.has(name)) : [];
        const nodes = asked.map(({ name, cpu, memory, requests }): [string, Used] => [
          name,
          {
            requests,
            limits: { cpu: cpu.total, memory: memory.total },
            used: cpu.used === null || memory.used === null ? null : { cpu: cpu.used, memory: memory.used },
          },
        ]);
        return { source, items: usageOf(nodes) };
      },
    }),
    cluster: clusterOperation({
      id: 'metrics.cluster',
      summary: 'What a cluster has, asks for and uses',
      effect: 'read',
      access: 'viewer',
      input: Type.Object({}),
      run: async (_input, context) => {
        const { clusterId, source, items } = await nodesOf(context);
        const pods = await rowsOf(podKind, context);
        const [services, ingresses, volumes, claims] = await Promise.all(
          [serviceKind, ingressKind, persistentVolumeKind, persistentVolumeClaimKind].map((kind) =>
            rowsOf(kind, context).catch((error: unknown) => {
              // Where they may not be listed, their number is not known, and the rest is.
              if (isForbidden(error) || isNotFound(error)) return null;
              throw error;
            }),
          ),
        );
        return {
          clusterId,
          source,
          cpu: addShares(items.map(({ cpu }) => cpu)),
          memory: addShares(items.map(({ memory }) => memory)),
          requests: addUsages(items.map(({ requests }) => requests)),
          limits: addUsages(items.map(({ limits }) => limits)),
          storage: items.reduce((total, { storage }) => total + storage, 0),
          nodes: { total: items.length, ready: items.filter(({ ready }) => ready).length },
          pods: { total: pods.length, phases: countBy(pods, (row) => podFacts(row).phase) },
          services: services?.length ?? null,
          ingresses: ingresses?.length ?? null,
          volumes: volumes == null ? null : { total: volumes.length, phases: countBy(volumes, phaseOf) },
          claims: claims == null ? null : { total: claims.length, phases: countBy(claims, phaseOf) },
        };
      },
    }),
    stats: clusterOperation({
      id: 'metrics.stats',
      summary: 'Usage of a cluster over time',
      effect: 'read',
      access: 'viewer',
      input: Type.Object({ rangeMs: Type.Integer({ minimum: 60_000, maximum: 24 * 3_600_000 }) }),
      run: async ({ rangeMs }, context) => {
        const nodes = await nodesOf(context);
        const end = clock.now();
        const start = end - rangeMs;
        return {
          ...nodes,
          start,
          end,
          samples: readerOf(context)
            .samples()
            .filter(({ at }) => at >= start),
        };
      },
    }),
  };
};

/** More than one screen of a list has. */
const mostNames = 500;

type Used = Pick<PodMetrics, 'used' | 'requests' | 'limits'>;

const usageOf = (items: readonly [string, Used][]): UsageOutput['items'] =>
  Object.fromEntries(
    items.flatMap(([name, { used, requests, limits }]) => {
      if (used === null) return [];
      const one = (what: keyof Usage): UsedOf => ({
        used: used[what],
        ...(requests[what] === undefined ? {} : { request: requests[what] }),
        ...(limits[what] === undefined ? {} : { limit: limits[what] }),
      });
      return [[name, { cpu: one('cpu'), memory: one('memory') }]];
    }),
  );

const rowsOf = async (kind: Kind, context: CallContext): Promise<readonly Row[]> => {
  const view = (await syncedCache(kind, context)).view({});
  return view.page(0, view.total);
};

const byNode = (pods: readonly Row[]): Map<string, Row[]> => {
  const found = new Map<string, Row[]>();
  for (const row of pods) {
    const { node } = podFacts(row);
    const known = found.get(node);
    if (known === undefined) found.set(node, [row]);
    else known.push(row);
  }
  return found;
};

const ended = ['Succeeded', 'Failed'];

const nodeMetrics = (row: Row, pods: readonly Row[], { nodes, source }: Reading): NodeMetrics => {
  const { allocatable, pods: capacity, ...facts } = nodeFacts(row);
  const used = source.state === 'ready' ? nodes.get(row.name) : undefined;
  const present = pods.map(podFacts).filter(({ phase }) => !ended.includes(phase));
  return {
    name: row.name,
    ...facts,
    cpu: { total: allocatable.cpu, used: used?.cpu ?? null },
    memory: { total: allocatable.memory, used: used?.memory ?? null },
    requests: addUsages(present.map(({ requests }) => requests)),
    limits: addUsages(present.map(({ limits }) => limits)),
    pods: { total: present.length, running: present.filter(({ phase }) => phase === 'Running').length, capacity },
  };
};

const podMetrics = (row: Row, { pods }: Reading): PodMetrics => {
  const { node, requests, limits } = podFacts(row);
  const known = pods.get(row.key);
  return {
    namespace: row.namespace,
    name: row.name,
    node,
    used: known?.used ?? null,
    requests,
    limits,
    containers: known?.containers ?? [],
  };
};

const addUsages = (usages: readonly Partial<Usage>[]): Usage => ({
  cpu: usages.reduce((total, { cpu = 0 }) => total + cpu, 0),
  memory: usages.reduce((total, { memory = 0 }) => total + memory, 0),
});

/** Used is known as far as it is for any. */
const addShares = (shares: readonly Share[]): Share => ({
  total: shares.reduce((sum, { total }) => sum + total, 0),
  used: shares.every(({ used }) => used === null) ? null : shares.reduce((sum, { used }) => sum + (used ?? 0), 0),
});

const countBy = (rows: readonly Row[], phase: (row: Row) => string): Phases => {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[phase(row)] = (counts[phase(row)] ?? 0) + 1;
  return counts;
};
