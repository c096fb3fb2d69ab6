import { consoleBase } from '@binnacle/api';
import type { Clock } from '@binnacle/kube/clock';
import { podKind } from '@binnacle/kube/api';
import { fileRows } from '../http/file-rows.ts';
import { row, type Row } from '../http/row.ts';
import type { AccessOperations } from '../services/access/index.ts';
import type { AuditOperations } from '../services/audit/index.ts';
import type { AuthOperations, UserOperations } from '../services/auth/index.ts';
import type { ClusterOperations, TokenOperations } from '../services/clusters/index.ts';
import { invalidField } from '../services/errors.ts';
import type { RolloutOperations } from '../services/rollouts/index.ts';
import type { ManifestOperations } from '../services/manifests/index.ts';
import type { FileOperations } from '../services/files/index.ts';
import type { LogOperations } from '../services/logs/index.ts';
import type { MetricsOperations } from '../services/metrics/index.ts';
import type { NodeOperations } from '../services/nodes/index.ts';
import type { PodOperations } from '../services/pods/index.ts';
import {
  encodeRowsReply,
  streamObject,
  streamRows,
  toRfc3339,
  type ResourceOperations,
} from '../services/resources/index.ts';
import type { FleetOverviewOperations } from '../services/fleet/index.ts';
import type { HealthOperations } from '../services/health/index.ts';
import type { IstioOperations } from '../services/istio/index.ts';
import type { PrometheusOperations } from '../services/prometheus/index.ts';
import type { TerminalOperations } from '../services/terminals/index.ts';
import type { UndoOperations } from '../services/undo/index.ts';
import type { WorkloadOperations } from '../services/workloads/index.ts';
import { accessRows } from './access-rows.ts';
import { actionRows } from './action-rows.ts';
import { auditRows } from './audit-rows.ts';
import { authRows } from './auth-rows.ts';
import { clusterRows } from './cluster-rows.ts';
import { bodyOf, deleteInput, guarded, listInput, objectInput, objectRead, queryFlag } from './decoders.ts';
import { logsInput } from './logs.ts';
import { liveLogRows } from './live-log-rows.ts';
import { meshRows } from './mesh-rows.ts';
import { metricsRows } from './metrics-rows.ts';
import { prometheusRows } from './prometheus-rows.ts';
import { fleetRows } from './fleet-rows.ts';
import { findingRows } from './finding-rows.ts';
import { rolloutRows } from './rollout-rows.ts';
import { terminalRows } from './terminal-rows.ts';
import { nodeRows } from './node-rows.ts';
import { objectAnswer, shownBytes, shownObject } from './object-answer.ts';
import { providerRows } from './provider-rows.ts';
import { tokenRows } from './token-rows.ts';
import { undoRows } from './undo-rows.ts';
import { userRows } from './user-rows.ts';
import { toWireEvent, toWireKind } from './wire.ts';
import { writeRows } from './write-rows.ts';
import {
  deleteQuery,
  filesQuery,
  listQuery,
  ownedListQuery,
  logsQuery,
  objectQuery,
  objectReadQuery,
  objectWatchQuery,
  scaleBody,
} from './parameters.ts';

export interface ConsoleOperations {
  access: AccessOperations;
  audit: AuditOperations;
  auth: AuthOperations;
  users: UserOperations;
  clusters: ClusterOperations;
  ownTokens: TokenOperations;
  resources: ResourceOperations;
  workloads: WorkloadOperations;
  pods: PodOperations;
  rollouts: RolloutOperations;
  terminals: TerminalOperations;
  files: FileOperations;
  logs: LogOperations;
  metrics: MetricsOperations;
  nodes: NodeOperations;
  manifests: ManifestOperations;
  undo: UndoOperations;
  health: HealthOperations;
  prometheus: PrometheusOperations;
  istio: IstioOperations;
  fleet: FleetOverviewOperations;
}

export interface ConsoleOptions {
  operations: ConsoleOperations;
  clock: Clock;
  /** `https://host`, where browsers reach this server; absent: what each request names. */
  publicUrl?: string;
}

/** Where the wire contract states them. */
const section = 'packages/api/src/console.ts';

/** Every endpoint of the console's own API. */
export const consoleRows = (options: ConsoleOptions): Row[] => [
  ...authRows(options.operations.auth),
  ...providerRows(options.operations.auth, options.publicUrl),
  ...userRows(options.operations.users),
  ...accessRows(options.operations.access),
  ...auditRows(options.operations.audit),
  ...clusterRows(options.operations),
  ...fleetRows(options.operations.fleet),
  ...findingRows(options.operations),
  ...tokenRows(options.operations.ownTokens),
  ...rolloutRows(options.operations.rollouts),
  ...kindRows(options.operations),
  ...listRows(options),
  ...objectRows(options),
  ...workloadRows(options),
  ...podRows(options),
  ...fileRows(options.operations.files, {
    path: `${consoleBase}/clusters/:id/pods/:name/files`,
    section: 'packages/api/src/files.ts',
    query: filesQuery,
    clusterOf: ({ params }) => params['id'],
  }),
  ...liveLogRows(options.operations.logs),
  ...metricsRows(options.operations.metrics),
  ...meshRows(options.operations.istio),
  ...prometheusRows(options.operations.prometheus),
  ...terminalRows(options.operations.terminals),
  ...actionRows(options.operations),
  ...nodeRows(options.operations),
  ...writeRows(options.operations.resources, options.operations.manifests),
  ...undoRows(options.operations.undo),
];

const kindRows = ({ resources }: ConsoleOperations): Row[] => [
  row({
    method: 'GET',
    path: `${consoleBase}/clusters/:id/kinds`,
    section,
    operation: resources.kinds,
    decode: ({ params }) => ({ cluster: params['id'], input: {} }),
    encode: (kinds) => ({ type: 'data', data: { items: kinds.map(toWireKind) } }),
  }),
];

const resourcePath = `${consoleBase}/clusters/:id/resources/:group/:version/:plural`;
const objectPath = `${resourcePath}/:name`;

const listRows = ({ operations: { resources }, clock }: ConsoleOptions): Row[] => [
  row({
    method: 'GET',
    path: resourcePath,
    section,
    operation: resources.list,
    query: ownedListQuery,
    decode: (request) => {
      queryFlag(request, 'owners');
      return { cluster: request.params['id'], input: listInput(request) };
    },
    encode: (output, request) => ({
      type: 'text',
      contentType: 'application/json; charset=utf-8',
      text: encodeRowsReply(output, output.view.page(output.offset, output.limit), {
        owners: queryFlag(request, 'owners'),
      }),
    }),
  }),
  row({
    method: 'GET',
    path: resourcePath,
    section,
    accept: 'text/event-stream',
    operation: resources.watch,
    query: listQuery,
    decode: (request) => ({ cluster: request.params['id'], input: listInput(request) }),
    encode: (output) => ({ type: 'events', run: (sink) => streamRows(output, sink, clock) }),
  }),
];

const objectRows = ({ operations: { resources }, clock }: ConsoleOptions): Row[] => [
  row({
    method: 'GET',
    path: objectPath,
    section,
    operation: resources.get,
    media: ['application/json', 'application/yaml'],
    query: objectReadQuery,
    decode: (request) => {
      const { input, ...target } = objectRead(request);
      return { ...target, input: { ...input, managedFields: queryFlag(request, 'managedFields') } };
    },
    encode: ({ bytes }, request) => objectAnswer(shownBytes(bytes, request), request.headers.accept),
  }),
  row({
    method: 'GET',
    path: objectPath,
    section,
    accept: 'text/event-stream',
    operation: resources.watchOne,
    query: objectWatchQuery,
    decode: objectRead,
    encode: (output, request) => ({
      type: 'events',
      run: (sink) => streamObject(output, sink, { clock, show: (bytes) => shownBytes(bytes, request) }),
    }),
  }),
  row({
    method: 'DELETE',
    path: objectPath,
    section,
    operation: resources.delete,
    query: deleteQuery,
    decode: (request) => guarded({ cluster: request.params['id'], input: deleteInput(request) }),
    encode: (output, request) => ({ type: 'data', data: { object: shownObject(output, request) } }),
  }),
  row({
    method: 'GET',
    path: `${objectPath}/events`,
    section,
    operation: resources.events,
    query: objectQuery,
    decode: (request) => ({ cluster: request.params['id'], input: objectInput(request) }),
    encode: ({ items }) => ({ type: 'data', data: { items: items.map(toWireEvent) } }),
  }),
];

const workloadRows = ({ operations: { workloads } }: ConsoleOptions): Row[] => [
  row({
    method: 'POST',
    path: `${objectPath}/scale`,
    section,
    operation: workloads.scale,
    query: objectQuery,
    body: scaleBody,
    decode: (request) => {
      const { replicas } = bodyOf(request);
      if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) {
        throw invalidField('replicas', replicas === undefined ? 'is required' : 'must be a whole number, 0 or more');
      }
      return { cluster: request.params['id'], input: { ...objectInput(request), replicas } };
    },
    encode: ({ replicas, previous }) => ({ type: 'data', data: { replicas, previous } }),
  }),
  row({
    method: 'POST',
    path: `${objectPath}/restart`,
    section,
    operation: workloads.restart,
    query: objectQuery,
    decode: (request) => ({ cluster: request.params['id'], input: objectInput(request) }),
    encode: ({ restartedAt }) => ({ type: 'data', data: { restarted_at: restartedAt } }),
  }),
];

const podRows = ({ operations: { pods }, clock }: ConsoleOptions): Row[] => [
  row({
    method: 'POST',
    path: `${consoleBase}/clusters/:id/resources/core/v1/pods/:name/restart`,
    section,
    kind: podKind,
    operation: pods.restart,
    query: objectQuery,
    decode: (request) => {
      const { name, namespace = '' } = objectInput({ ...request, params: { ...request.params, ...podPath } });
      return { cluster: request.params['id'], input: { name, namespace } };
    },
    encode: () => ({ type: 'data', data: { restarted_at: toRfc3339(clock.now()) } }),
  }),
  row({
    method: 'GET',
    path: `${consoleBase}/clusters/:id/pods/:name/logs`,
    section,
    kind: podKind,
    operation: pods.logs,
    query: logsQuery,
    media: ['text/plain'],
    decode: (request) => {
      const input = logsInput(request);
      return { cluster: request.params['id'], input, endless: input.follow === true };
    },
    encode: ({ stream }) => ({ type: 'stream', contentType: 'text/plain; charset=utf-8', stream }),
  }),
];

const podPath = { group: 'core', version: 'v1', plural: podKind.plural };
