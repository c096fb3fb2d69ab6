import { consoleBase } from '../console.ts';
import type {
  ClusterAccess,
  ClusterInput,
  ClusterSummary,
  ClustersReply,
  ConnectionTestReply,
  ContextsReply,
  ImportReply,
  LoginReply,
  MeReply,
  PrometheusState,
  RowsDelta,
  RowsReply,
  WireEvent,
  WireFreshness,
  WireKind,
} from '../console.ts';
import type { FindingArea, FindingsReply } from '../findings.ts';
import type {
  RolloutCluster,
  RolloutProspect,
  RolloutsDelta,
  RolloutsReply,
  RolloutTraffic,
  RolloutState,
} from '../rollouts.ts';
import type { TerminalReply } from '../terminal.ts';
import {
  objectPath,
  resourcePath,
  type Cancel,
  type ObjectAddress,
  type ResourceAddress,
  type WireObject,
} from './address.ts';
import { openEventStream, type EventStream, type StreamState } from './event-stream.ts';
import { createHttp, type HttpOptions, type QueryValue, type RequestOptions } from './http.ts';
import { createFileActions } from './files.ts';
import { createLiveLogs } from './live-logs.ts';
import { createMetricsReads } from './metrics.ts';
import { createObjectWrites } from './object-writes.ts';
import { createObjectActions } from './object-actions.ts';
import type { Timers } from './timers.ts';

export type { ObjectAddress, ResourceAddress, WireObject } from './address.ts';

export interface RowsQuery {
  namespaces?: readonly string[];
  labelSelector?: string;
  fieldSelector?: string;
  keyword?: string;
  /** `name`, `namespace`, `created` or a column's name. */
  sortBy?: string;
  order?: 'asc' | 'desc';
  /** 0 unless given. */
  offset?: number;
  /** 1 to 1000; 50 unless given. */
  limit?: number;
  /** Of Pods, also whose they are; only of a page that is read once. */
  owners?: boolean;
}

export interface LogsQuery {
  clusterId: number;
  namespace: string;
  name: string;
  container?: string;
  follow?: boolean;
  previous?: boolean;
  timestamps?: boolean;
  tailLines?: number;
  sinceSeconds?: number;
}

export interface RowsHandlers {
  onRows: (reply: RowsReply) => void;
  onDelta: (delta: RowsDelta) => void;
  onFreshness: (freshness: WireFreshness) => void;
  onState: (state: StreamState) => void;
}

export interface ObjectHandlers {
  onObject: (object: WireObject) => void;
  onGone: () => void;
  onFreshness: (freshness: WireFreshness) => void;
  onState: (state: StreamState) => void;
}

/** Which releases; all of them without it. */
export interface ReleasesQuery {
  /** Names or ids. */
  cluster?: readonly string[];
  namespace?: readonly string[];
  /** Of a list asked for once only. */
  state?: readonly RolloutState[];
}

export interface ReleasesHandlers {
  onReleases: (reply: RolloutsReply) => void;
  onDelta: (delta: RolloutsDelta) => void;
  onClusters: (clusters: RolloutCluster[]) => void;
  onState: (state: StreamState) => void;
}

export interface ConsoleClientOptions extends HttpOptions {
  timers?: Timers;
}

const rowsParameters = (query: RowsQuery): Record<string, QueryValue> => ({
  namespace: query.namespaces,
  labelSelector: query.labelSelector,
  fieldSelector: query.fieldSelector,
  keyword: query.keyword,
  sortBy: query.sortBy,
  order: query.order,
  offset: query.offset,
  limit: query.limit,
  owners: query.owners,
});

const eventStreamType = 'text/event-stream';

/** The console's HTTP API as functions. Every call rejects with ConsoleError, or AbortError when its signal fired. */
export const createConsoleClient = (options: ConsoleClientOptions = {}) => {
  const http = createHttp(options);
  const timers = options.timers === undefined ? {} : { timers: options.timers };
  const post = <T>(path: string, request: RequestOptions): Promise<T> =>
    http.json<T>(path, { ...request, method: 'POST' });

  /** A list, live: `onRows` first and after each reset, then deltas. */
  const watchRows = (at: ResourceAddress, query: RowsQuery, handlers: RowsHandlers): EventStream =>
    openEventStream({
      ...timers,
      open: (signal) =>
        http.send(resourcePath(at), { query: rowsParameters(query), accept: eventStreamType, signal, timeoutMs: 0 }),
      onState: handlers.onState,
      onEvent: ({ event, data }) => {
        if (event === 'rows') handlers.onRows(JSON.parse(data) as RowsReply);
        else if (event === 'delta') handlers.onDelta(JSON.parse(data) as RowsDelta);
        else if (event === 'freshness') handlers.onFreshness(JSON.parse(data) as WireFreshness);
      },
    });

  /** One object, live. */
  const watchObject = (at: ObjectAddress, handlers: ObjectHandlers): EventStream =>
    openEventStream({
      ...timers,
      open: (signal) =>
        http.send(objectPath(at), {
          query: { namespace: at.namespace },
          accept: eventStreamType,
          signal,
          timeoutMs: 0,
        }),
      onState: handlers.onState,
      onEvent: ({ event, data }) => {
        if (event === 'object') handlers.onObject(JSON.parse(data) as WireObject);
        else if (event === 'gone') handlers.onGone();
        else if (event === 'freshness') handlers.onFreshness(JSON.parse(data) as WireFreshness);
      },
    });

  /** Releases of all clusters, live: `onReleases` first and after each reconnection, then deltas. */
  const watchReleases = (query: Omit<ReleasesQuery, 'state'>, handlers: ReleasesHandlers): EventStream =>
    openEventStream({
      ...timers,
      open: (signal) =>
        http.send(`${consoleBase}/rollouts`, { query: { ...query }, accept: eventStreamType, signal, timeoutMs: 0 }),
      onState: handlers.onState,
      onEvent: ({ event, data }) => {
        if (event === 'rollouts') handlers.onReleases(JSON.parse(data) as RolloutsReply);
        else if (event === 'delta') handlers.onDelta(JSON.parse(data) as RolloutsDelta);
        else if (event === 'clusters') handlers.onClusters((JSON.parse(data) as RolloutsReply).clusters);
      },
    });

  return {
    /** Signs in with a password; sets the session cookie too. */
    login: (username: string, password: string, cancel: Cancel = {}) =>
      post<LoginReply>(`${consoleBase}/auth/login`, { ...cancel, body: { username, password } }),
    /** Signs in with the code of a one-time link. */
    redeem: (code: string, cancel: Cancel = {}) =>
      post<LoginReply>(`${consoleBase}/auth/redeem`, { ...cancel, body: { code } }),
    logout: async (cancel: Cancel = {}): Promise<void> => {
      await http.send(`${consoleBase}/auth/logout`, { ...cancel, method: 'POST' });
    },
    me: (cancel: Cancel = {}) => http.json<MeReply>(`${consoleBase}/auth/me`, cancel),
    clusters: (cancel: Cancel = {}) => http.json<ClustersReply>(`${consoleBase}/clusters`, cancel),
    /** Registers a cluster once it answers. */
    createCluster: (input: ClusterInput, cancel: Cancel = {}) =>
      post<ClusterSummary>(`${consoleBase}/clusters`, { ...cancel, body: input }),
    updateCluster: (clusterId: number, input: ClusterInput, cancel: Cancel = {}) =>
      http.json<ClusterSummary>(`${consoleBase}/clusters/${clusterId}`, { ...cancel, method: 'PATCH', body: input }),
    /** Removes it from Binnacle; nothing changes in the cluster. */
    removeCluster: async (clusterId: number, cancel: Cancel = {}): Promise<void> => {
      await http.send(`${consoleBase}/clusters/${clusterId}`, { ...cancel, method: 'DELETE' });
    },
    testCluster: (clusterId: number, cancel: Cancel = {}) =>
      post<ConnectionTestReply>(`${consoleBase}/clusters/${clusterId}/test`, cancel),
    /** Starts a search for the cluster's Prometheus. */
    discoverPrometheus: (clusterId: number, cancel: Cancel = {}) =>
      post<PrometheusState>(`${consoleBase}/clusters/${clusterId}/discovery`, cancel),
    /** The contexts of a kubeconfig. */
    inspectKubeconfig: (kubeconfig: string, cancel: Cancel = {}) =>
      post<ContextsReply>(`${consoleBase}/kubeconfig/inspect`, { ...cancel, body: { kubeconfig } }),
    /** Tries a connection that is not registered. */
    testAccess: (access: ClusterAccess, cancel: Cancel = {}) =>
      post<ConnectionTestReply>(`${consoleBase}/kubeconfig/test`, { ...cancel, body: access }),
    importContexts: (kubeconfig: string, choices: readonly { context: string; name?: string }[], cancel: Cancel = {}) =>
      post<ImportReply>(`${consoleBase}/kubeconfig/import`, { ...cancel, body: { kubeconfig, choices } }),
    /** Releases of all clusters, in short. */
    releases: (query: ReleasesQuery = {}, cancel: Cancel = {}) =>
      http.json<RolloutsReply>(`${consoleBase}/rollouts`, { ...cancel, query: { ...query } }),
    watchReleases,
    /** Observed traffic of the releases under way. */
    releaseTraffic: (query: ReleasesQuery = {}, cancel: Cancel = {}) =>
      http.json<{ items: RolloutTraffic[] }>(`${consoleBase}/rollouts/traffic`, { ...cancel, query: { ...query } }),
    /** What is wrong in a cluster. */
    findings: (clusterId: number, query: { area: FindingArea; namespace?: string }, cancel: Cancel = {}) =>
      http.json<FindingsReply>(`${consoleBase}/clusters/${clusterId}/findings`, { ...cancel, query }),
    /** What a Rollout for a workload would have to do with. */
    rolloutProspect: (
      clusterId: number,
      workload: { namespace: string; apiVersion: string; kind: string; name: string },
      cancel: Cancel = {},
    ) =>
      http.json<RolloutProspect>(`${consoleBase}/clusters/${clusterId}/rollout-prospect`, {
        ...cancel,
        query: { ...workload },
      }),
    /** What the console can list in a cluster. */
    kinds: (clusterId: number, cancel: Cancel = {}) =>
      http.json<{ items: WireKind[] }>(`${consoleBase}/clusters/${clusterId}/kinds`, cancel),
    /** A page of a list, once. */
    rows: (at: ResourceAddress, query: RowsQuery, cancel: Cancel = {}) =>
      http.json<RowsReply>(resourcePath(at), { ...cancel, query: rowsParameters(query) }),
    watchRows,
    /** Values of a Secret are redacted unless `reveal` asks for them, which is written down. */
    object: (at: ObjectAddress, { reveal, ...cancel }: Cancel & { reveal?: boolean } = {}) =>
      http.json<WireObject>(objectPath(at), { ...cancel, query: { namespace: at.namespace, reveal } }),
    /** The object as YAML text; without managedFields unless asked for. */
    objectYaml: (at: ObjectAddress, request: Cancel & { managedFields?: boolean; reveal?: boolean } = {}) =>
      http.text(objectPath(at), {
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        accept: 'application/yaml',
        query: {
          namespace: at.namespace,
          managedFields: request.managedFields === true ? 1 : undefined,
          reveal: request.reveal,
        },
      }),
    watchObject,
    ...createObjectActions(http),
    ...createObjectWrites(http),
    ...createFileActions(http),
    ...createLiveLogs(http, options.timers),
    ...createMetricsReads(http),
    /** Events about the object, newest first. */
    events: (at: ObjectAddress, cancel: Cancel = {}) =>
      http.json<{ items: WireEvent[] }>(`${objectPath(at)}/events`, { ...cancel, query: { namespace: at.namespace } }),
    /** Log text as it comes: the caller reads `body` and cancels through the signal. */
    logs: ({ clusterId, name, ...query }: LogsQuery, cancel: Cancel = {}): Promise<Response> =>
      http.send(`${consoleBase}/clusters/${clusterId}/pods/${encodeURIComponent(name)}/logs`, {
        ...cancel,
        query,
        accept: 'text/plain',
        timeoutMs: 0,
      }),
    /** Leave to open a terminal in a container, for `openTerminal`. */
    podTerminal: (
      { clusterId, name, ...query }: { clusterId: number; namespace: string; name: string; container?: string },
      cancel: Cancel = {},
    ) =>
      http.json<TerminalReply>(`${consoleBase}/clusters/${clusterId}/pods/${encodeURIComponent(name)}/terminal`, {
        ...cancel,
        query,
      }),
    /** The same on a node. */
    nodeTerminal: ({ clusterId, name }: { clusterId: number; name: string }, cancel: Cancel = {}) =>
      http.json<TerminalReply>(
        `${consoleBase}/clusters/${clusterId}/nodes/${encodeURIComponent(name)}/terminal`,
        cancel,
      ),
  };
};

export type ConsoleClient = ReturnType<typeof createConsoleClient>;
