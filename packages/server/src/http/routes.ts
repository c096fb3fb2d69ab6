import { createSystemClock } from '@binnacle/kube/clock';
import { kinds, qualifiedResource } from '@binnacle/kube/api';
import { createAccessOperations, type Access, type AccessOperations } from '../services/access/index.ts';
import { createAuditOperations, type AuditOperations, type AuditRepository } from '../services/audit/index.ts';
import { createConsoleDialect } from '../console/index.ts';
import { createCloudpilotDialect } from '../dialects/cloudpilot/index.ts';
import { createKiteDialect } from '../dialects/kite/index.ts';
import { createKruiseDashboardDialect } from '../dialects/kruise-dashboard/index.ts';
import { createKubegaleDialect } from '../dialects/kubegale/index.ts';
import {
  createAuthOperations,
  createUserOperations,
  type Auth,
  type AuthOperations,
  type UserOperations,
} from '../services/auth/index.ts';
import {
  createClusterOperations,
  createTokenOperations,
  type ClusterManager,
  type ClusterOperations,
  type ClusterRegistry,
  type TokenBook,
  type TokenOperations,
} from '../services/clusters/index.ts';
import {
  createHealthBooks,
  createHealthOperations,
  createHealthReader,
  type HealthOperations,
} from '../services/health/index.ts';
import {
  createInstalledIstio,
  createIstioOperations,
  createProxySyncReader,
  type IstioOperations,
} from '../services/istio/index.ts';
import { createManifestOperations, type ManifestOperations } from '../services/manifests/index.ts';
import { createFileOperations, type FileOperations } from '../services/files/index.ts';
import { createLogOperations, type LogOperations } from '../services/logs/index.ts';
import {
  createMetricsOperations,
  createMetricsReaders,
  createUsagePort,
  type CatalogueChanges,
  type MetricsOperations,
} from '../services/metrics/index.ts';
import { createNodeOperations, type NodeOperations } from '../services/nodes/index.ts';
import { createObservation, type Observation } from '../services/observe/index.ts';
import { createPodOperations, type PodOperations } from '../services/pods/index.ts';
import {
  createPrometheusOperations,
  createPrometheusReader,
  type PrometheusOperations,
  type PrometheusPort,
} from '../services/prometheus/index.ts';
import { createResourceOperations, type ResourceOperations } from '../services/resources/index.ts';
import {
  createRolloutOperations,
  createTypedWorkloadOperations,
  type RolloutOperations,
  type TypedWorkloadOperations,
} from '../services/rollouts/index.ts';
import {
  createTerminalOperations,
  defaultTerminalSettings,
  type TerminalOperations,
  type TerminalSettings,
} from '../services/terminals/index.ts';
import { createWorkloadOperations, type WorkloadOperations } from '../services/workloads/index.ts';
import { createUndoOperations, type UndoOperations } from '../services/undo/index.ts';
import type { Clock } from '@binnacle/kube/clock';
import { createFleetOverviewOperations, type FleetOverviewOperations } from '../services/fleet/index.ts';
import { createFleetOverviewPort, createFleetPort } from './fleet-port.ts';
import { describeVerbs } from './verbs.ts';
import { findSubject } from '../services/auth/index.ts';
import type { Dialect, Method, Row } from './row.ts';

/** Everything the product can do. */
export interface Operations {
  access: AccessOperations;
  audit: AuditOperations;
  auth: AuthOperations;
  users: UserOperations;
  clusters: ClusterOperations;
  ownTokens: TokenOperations;
  resources: ResourceOperations;
  workloads: WorkloadOperations;
  pods: PodOperations;
  nodes: NodeOperations;
  terminals: TerminalOperations;
  files: FileOperations;
  logs: LogOperations;
  metrics: MetricsOperations;
  manifests: ManifestOperations;
  undo: UndoOperations;
  rollouts: RolloutOperations;
  typedWorkloads: TypedWorkloadOperations;
  observe: Observation['observe'];
  describe: Observation['describe'];
  events: Observation['events'];
  health: HealthOperations;
  fleet: FleetOverviewOperations;
  prometheus: PrometheusOperations;
  istio: IstioOperations;
}

export interface OperationOptions {
  auth: Auth;
  access: Access;
  audit: AuditRepository;
  registry: ClusterRegistry;
  tokens: TokenBook;
  manager: ClusterManager;
  terminals: TerminalSettings;
  prometheus: PrometheusPort;
  /** Of charts, in place of the catalogue's. */
  metricQueries?: CatalogueChanges;
  clock: Clock;
  demo: boolean;
  version: string;
}

export const createOperations = (options: OperationOptions): Operations => {
  const { auth, access, audit, registry, manager, clock, demo, version } = options;
  const { requireRoles } = access;
  const readings = createMetricsReaders(clock);
  const resources = createResourceOperations({ kinds, clock, usage: createUsagePort(readings) });
  const workloads = createWorkloadOperations({ clock });
  const installed = createInstalledIstio(clock);
  const proxies = createProxySyncReader(clock);
  const health = createHealthReader(
    createHealthBooks({
      clock,
      proxies,
      kindOf: async (kind, cluster) => (kind.group.endsWith('.istio.io') ? installed.kindOf(kind, cluster) : kind),
    }),
  );
  const prometheus = createPrometheusReader({ registry, port: options.prometheus, clock });
  const { readers, ...observation } = createObservation({ clock, health, readings });
  const metrics = createMetricsOperations({
    clock,
    prometheus,
    readers: readings,
    ...(options.metricQueries === undefined ? {} : { queries: options.metricQueries }),
  });
  const operations: Operations = {
    access: createAccessOperations({
      access,
      findSubject: (subject) => findSubject(auth, subject),
      verbs: () => describeVerbs(operations),
    }),
    audit: createAuditOperations(audit),
    auth: createAuthOperations(auth, { demo, version, requireRoles }),
    users: createUserOperations({ ...auth, requireRoles }),
    clusters: createClusterOperations(registry, manager),
    ownTokens: createTokenOperations(registry, options.tokens),
    resources,
    workloads,
    pods: createPodOperations({ clock }),
    nodes: createNodeOperations({ clock }),
    terminals: createTerminalOperations(clock, options.terminals),
    logs: createLogOperations(clock),
    files: createFileOperations(),
    metrics,
    fleet: createFleetOverviewOperations({ port: createFleetOverviewPort(registry, access), metrics, health, clock }),
    manifests: createManifestOperations(clock),
    undo: createUndoOperations(audit),
    rollouts: createRolloutOperations({ clock, fleet: createFleetPort(registry, access), prometheus }),
    typedWorkloads: createTypedWorkloadOperations(resources, workloads),
    ...observation,
    health: createHealthOperations(health),
    prometheus: createPrometheusOperations(prometheus, clock),
    istio: createIstioOperations({ ...readers, health, installed, proxies, clock }),
  };
  return operations;
};

/** Every contract that is served. */
export const createDialects = (operations: Operations, options: { clock: Clock; publicUrl?: string }): Dialect[] => [
  createConsoleDialect({ ...options, operations }),
  createKubegaleDialect({ operations }),
  createKiteDialect({ operations }),
  createCloudpilotDialect({ operations, clock: options.clock }),
  createKruiseDashboardDialect({ ...operations, clock: options.clock }),
];

/** One endpoint, as data for generated lists. */
export interface RouteDescription {
  dialect: string;
  method: Method;
  path: string;
  accept?: string;
  bodyHas?: string;
  operation: string;
  effect: 'read' | 'write';
  access: Row['operation']['access'];
  /** As rules speak of it; absent where being signed in is enough. */
  verb?: string;
  resource?: string;
  narrows: boolean;
  kind?: string;
  section: string;
}

/** All tables without a server: nothing in them can be called. */
export const describeDialects = (): Dialect[] => createDialects(inertOperations(), { clock: createSystemClock() });

/** The expansion of all tables. */
export const describeRoutes = (): RouteDescription[] =>
  describeDialects().flatMap(({ name, rows }) =>
    rows.map(({ method, path, accept, bodyHas, operation, kind, section }) => ({
      dialect: name,
      method,
      path,
      ...(accept === undefined ? {} : { accept }),
      ...(bodyHas === undefined ? {} : { bodyHas }),
      operation: operation.id,
      effect: operation.effect,
      access: operation.access,
      ...ruleOfRow({ operation, kind }),
      narrows: operation.narrows === true,
      ...(kind === undefined ? {} : { kind: kind.kind }),
      section,
    })),
  );

const ruleOfRow = ({ operation, kind }: Pick<Row, 'operation' | 'kind'>): { verb?: string; resource?: string } => {
  const described = describeVerbs({ one: { operation } })[0];
  if (described === undefined) return {};
  return { verb: described.verb, resource: kind === undefined ? described.resource : qualifiedResource(kind) };
};

const inertOperations = (): Operations => {
  const inert = new Proxy(
    {},
    { get: (_target, name) => () => Promise.reject(new Error(`${String(name)} of no server`)) },
  );
  return createOperations({
    auth: inert as Auth,
    access: inert as unknown as Access,
    audit: inert as AuditRepository,
    registry: inert as ClusterRegistry,
    tokens: inert as unknown as TokenBook,
    manager: inert as ClusterManager,
    terminals: defaultTerminalSettings,
    prometheus: inert as unknown as PrometheusPort,
    clock: createSystemClock(),
    demo: false,
    version: '0.0.0',
  });
};
