import type { Clock } from '@binnacle/kube/clock';
import { Type } from 'typebox';
import type { HealthReader, Severity } from '../health/index.ts';
import type { ClusterMetricsOutput, MetricsOperations } from '../metrics/index.ts';
import { createParts, type Missing } from '../observe/index.ts';
import type { CallContext, Caller, ClusterHandle, Operation } from '../operation.ts';
import { mapBounded } from './bounded.ts';

export type FleetPart = 'metrics' | 'findings';

/** What a caller may see of a part in a cluster; undefined for nothing of it. */
export type Sight = { id: string; test(namespace: string): boolean } | 'all' | undefined;

/** Which clusters there are, and what of them the caller may see. */
export interface FleetOverviewPort {
  clusters(): readonly { id: number; name: string; isConnected: boolean }[];
  /** Throws where its credentials cannot be used. */
  handle(id: number, caller: Caller): ClusterHandle;
  sight(caller: Caller, cluster: string, part: FleetPart): Sight;
}

/** One cluster at a glance; a part that could not be had is undefined and named in `missing`. */
export interface FleetClusterOverview {
  id: number;
  name: string;
  metrics: Pick<ClusterMetricsOutput, 'source' | 'cpu' | 'memory' | 'requests'> | undefined;
  findings: Readonly<Record<Severity, number>> | undefined;
  missing: readonly Missing[];
}

export interface FleetOverview {
  clusters: readonly FleetClusterOverview[];
  /** Epoch ms. */
  at: number;
}

export interface FleetOverviewOperations {
  overview: Operation<Record<string, never>, FleetOverview>;
}

/** Clusters that are asked at the same time. */
const mostAtOnce = 16;
/** The whole answer, in ms: what is not there by then is named, and there the next time. */
const limitMs = 3_000;

interface Services {
  port: FleetOverviewPort;
  metrics: Pick<MetricsOperations, 'cluster'>;
  health: HealthReader;
  clock: Clock;
}

export const createFleetOverviewOperations = (services: Services): FleetOverviewOperations => ({
  overview: {
    id: 'fleet.overview',
    summary: 'All clusters at a glance: what they have, ask for and use, and how much is wrong',
    effect: 'read',
    scope: 'global',
    access: 'viewer',
    verb: 'list',
    narrows: true,
    input: Type.Object({}),
    run: async (_input, context) => {
      const { port, clock } = services;
      const at = clock.now();
      const seen = port
        .clusters()
        .map((cluster) => ({
          ...cluster,
          sights: {
            metrics: port.sight(context.caller, cluster.name, 'metrics'),
            findings: port.sight(context.caller, cluster.name, 'findings'),
          },
        }))
        .filter(({ sights }) => sights.metrics !== undefined || sights.findings !== undefined);
      const clusters = await mapBounded(seen, mostAtOnce, (cluster) =>
        overviewOf(cluster, context, { ...services, deadline: at + limitMs }),
      );
      context.signal.throwIfAborted();
      return { clusters, at };
    },
  },
});

interface Seen {
  id: number;
  name: string;
  isConnected: boolean;
  sights: Record<FleetPart, Sight>;
}

const overviewOf = async (
  { id, name, isConnected, sights }: Seen,
  context: CallContext,
  { port, metrics, health, clock, deadline }: Services & { deadline: number },
): Promise<FleetClusterOverview> => {
  const parts = createParts(clock, Math.max(0, deadline - clock.now()));
  const read = async <T>(part: FleetPart, work: (within: CallContext) => Promise<T>): Promise<T | undefined> => {
    const sight = sights[part];
    if (!isConnected) return undefined;
    return parts.read(part, () => {
      if (sight === undefined) throw new Error('it is shown to those who may see the whole cluster');
      const { caller, rights, traceId, signal } = context;
      const cluster = port.handle(id, caller);
      const visible = sight === 'all' ? undefined : sight;
      return work({ cluster, caller, rights, visible, traceId, signal, delicate: false });
    });
  };
  const [used, report] = await Promise.all([
    read('metrics', (within) => metrics.cluster.run({}, within)),
    read('findings', (within) => health.report('kubernetes', within)),
  ]);
  return {
    id,
    name,
    metrics: used && { source: used.source, cpu: used.cpu, memory: used.memory, requests: used.requests },
    findings: report && { ...report.counts },
    missing: parts.missing,
  };
};
