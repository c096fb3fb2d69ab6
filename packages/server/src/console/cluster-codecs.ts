import type { ClusterSummary, ConnectionTestReply, ImportReply, PrometheusState, WireContext } from '@binnacle/api';
import { internal, isApiError } from '@binnacle/kube/api';
import type { WireRequest } from '../http/row.ts';
import {
  composeKubeconfig,
  type ClusterChanges,
  type ClusterDraft,
  type ClusterView,
  type ConnectionTest,
  type ContextView,
  type DiscoveryStatus,
  type ImportInput,
  type ImportResult,
} from '../services/clusters/index.ts';
import { invalidField } from '../services/errors.ts';
import { toRfc3339 } from '../services/resources/index.ts';
import { bodyOf, bodyText } from './decoders.ts';
import { toWireError } from './wire.ts';

type Body = Record<string, unknown>;

const optionalText = (body: Body, name: string): string | undefined => {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalidField(name, 'must be a text');
};

const optionalFlag = (body: Body, name: string): boolean | undefined => {
  const value = body[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw invalidField(name, 'must be true or false');
};

/** How a cluster is reached, if the body says so: the kubeconfig given, or one made of the parts. */
const accessOf = (body: Body): Pick<ClusterDraft, 'kubeconfig' | 'context'> | undefined => {
  const kubeconfig = optionalText(body, 'kubeconfig');
  const context = optionalText(body, 'context');
  if (kubeconfig !== undefined) return { kubeconfig, ...(context === undefined ? {} : { context }) };
  const server = optionalText(body, 'api_server');
  if (server === undefined) return undefined;
  const token = optionalText(body, 'token');
  const ca = optionalText(body, 'ca_data');
  if (!token) throw invalidField('token', 'is required');
  return {
    kubeconfig: composeKubeconfig({
      name: optionalText(body, 'name') ?? 'cluster',
      api_server: server,
      token,
      ...(ca ? { ca_data: ca } : {}),
      insecure_skip_tls_verify: optionalFlag(body, 'insecure_skip_tls_verify') ?? false,
    }),
  };
};

/** A ClusterAccess. Throws BadRequest when it says nothing. */
export const requiredAccess = (request: WireRequest): Pick<ClusterDraft, 'kubeconfig' | 'context'> => {
  const access = accessOf(bodyOf(request));
  if (access === undefined) throw invalidField('kubeconfig', 'is required');
  return access;
};

export const changesOf = (request: WireRequest): ClusterChanges => {
  const body = bodyOf(request);
  const changes: ClusterChanges = { ...accessOf(body) };
  const texts = {
    name: 'name',
    description: 'description',
    colour: 'colour',
    identity: 'identity',
    prometheusUrl: 'prometheus_url',
  } as const;
  const flags = { isDefault: 'is_default', enabled: 'enabled', production: 'production' } as const;
  for (const [field, name] of Object.entries(texts)) {
    const value = optionalText(body, name);
    if (value !== undefined) Object.assign(changes, { [field]: value });
  }
  for (const [field, name] of Object.entries(flags)) {
    const value = optionalFlag(body, name);
    if (value !== undefined) Object.assign(changes, { [field]: value });
  }
  return changes;
};

export const draftOf = (request: WireRequest): ClusterDraft => ({
  ...changesOf(request),
  name: bodyText(request, 'name'),
  ...requiredAccess(request),
});

/** The choices' own shape is the operation's schema's business. */
export const importOf = (request: WireRequest): ImportInput => ({
  kubeconfig: bodyText(request, 'kubeconfig'),
  choices: bodyOf(request)['choices'] as ImportInput['choices'],
});

const moment = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : toRfc3339(ms));

/** Leaves out what is undefined, as JSON does; says so in its type. */
const defined = <T extends object>(value: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

/** Fields are picked, never spread: what is added to a record is not told by accident. */
export const toClusterSummary = ({ record, status, discovery }: ClusterView): ClusterSummary =>
  defined<ClusterSummary>({
    id: record.id,
    name: record.name,
    description: record.description,
    source: record.source,
    server: record.server,
    is_default: record.isDefault,
    enabled: record.enabled,
    colour: record.colour,
    production: record.production,
    identity: record.identity,
    state: status.state,
    health: status.health,
    reason: status.reason,
    version: status.version,
    last_connected_at: moment(status.lastConnectedAt),
    node_count: status.nodeCount,
    pod_count: status.podCount,
    prometheus: { url: record.prometheusUrl, source: record.prometheusSource, ...toSearch(discovery) },
    created_at: toRfc3339(record.createdAt),
    updated_at: toRfc3339(record.updatedAt),
  });

const toSearch = (discovery: DiscoveryStatus): Omit<PrometheusState, 'url' | 'source'> => {
  switch (discovery.state) {
    case 'idle':
      return { search: 'idle', steps: [] };
    case 'running': {
      const { step, steps, startedAt } = discovery;
      return { search: 'running', message: step, steps: [...steps], started_at: toRfc3339(startedAt) };
    }
    case 'ended': {
      const { outcome, message, startedAt, endedAt, found } = discovery.result;
      return defined<Omit<PrometheusState, 'url' | 'source'>>({
        search: outcome,
        message,
        steps: [...discovery.steps],
        started_at: toRfc3339(startedAt),
        ended_at: toRfc3339(endedAt),
        via: found?.via,
        version: found?.version,
      });
    }
  }
};

export const toConnectionTest = (test: ConnectionTest): ConnectionTestReply =>
  defined<ConnectionTestReply>({
    name: test.name,
    server: test.server,
    version: test.version,
    node_count: test.nodeCount,
    tested_at: toRfc3339(test.testedAt),
  });

export const toWireContext = (view: ContextView): WireContext =>
  defined<WireContext>({
    name: view.name,
    is_current: view.isCurrent,
    is_taken: view.isTaken,
    server: view.server,
    credentials: view.credentials,
    problem: view.problem,
  });

export const toImportReply = (results: readonly ImportResult[]): ImportReply => ({
  results: results.map((result) =>
    'cluster' in result
      ? { context: result.context, cluster: toClusterSummary(result.cluster) }
      : { context: result.context, error: toWireError(asApiError(result.error), '') },
  ),
});

const asApiError = (error: unknown) => (isApiError(error) ? error : internal('something unexpected happened', error));
