import type {
  LoginReply,
  User,
  WireConfirmation,
  WireDrain,
  WireError,
  WireEvent,
  WireKind,
  WireRelated,
  WireRevision,
} from '@binnacle/api';
import type { ApiError, Kind, UnstructuredObject } from '@binnacle/kube/api';
import { ConfirmationRequired, fieldConflicts, type Confirmation } from '../services/errors.ts';
import type { Session } from '../services/auth/index.ts';
import type { Drain } from '../services/nodes/index.ts';
import type { Caller } from '../services/operation.ts';
import { toRfc3339, toWireColumns, type RelatedObject } from '../services/resources/index.ts';
import type { Revision } from '../services/workloads/index.ts';

export const toUser = (caller: Caller): User => ({
  username: caller.username,
  display_name: caller.displayName,
  roles: [...caller.roles],
  groups: [...(caller.groups ?? [])],
  anonymous: caller.anonymous,
  must_change_password: caller.mustChangePassword === true,
});

export const toLoginReply = ({ token, expiresAt, refresh, caller }: Session): LoginReply => ({
  token,
  expires_at: toRfc3339(expiresAt),
  ...(refresh && { refresh_token: refresh.token, refresh_expires_at: toRfc3339(refresh.expiresAt) }),
  user: toUser(caller),
});

export const toWireKind = (kind: Kind): WireKind => ({
  group: kind.group,
  version: kind.version,
  kind: kind.kind,
  plural: kind.plural,
  namespaced: kind.namespaced,
  capabilities: [...kind.capabilities],
  columns: toWireColumns(kind.columns),
});

export const toWireError = (error: ApiError, traceId: string): WireError => {
  const field = error.details?.causes?.[0]?.field;
  const conflicts = fieldConflicts(error);
  return {
    reason: error.reason,
    code: error.code,
    message: error.message,
    ...(field === undefined ? {} : { field }),
    ...(conflicts.length === 0 ? {} : { conflicts }),
    ...(error instanceof ConfirmationRequired ? { confirmation: toWireConfirmation(error.confirmation) } : {}),
    trace_id: traceId,
  };
};

const toWireConfirmation = ({ token, expiresAt, summary }: Confirmation): WireConfirmation => ({
  token,
  expires_at: toRfc3339(expiresAt),
  summary: summary as unknown as WireConfirmation['summary'],
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** A core/v1 Event. Newer ones count in `series` and are stamped in `eventTime`. */
export const toWireEvent = (event: UnstructuredObject): WireEvent => {
  const series = record(event['series']);
  const source = record(event['source']);
  const about = record(event['involvedObject']);
  const first = text(event['firstTimestamp']) || text(event['eventTime']) || text(event.metadata.creationTimestamp);
  const last = text(series['lastObservedTime']) || text(event['lastTimestamp']) || first;
  const count = series['count'] ?? event['count'];
  return {
    uid: event.metadata.uid ?? '',
    type: text(event['type']),
    reason: text(event['reason']),
    message: text(event['message']),
    count: typeof count === 'number' && count > 0 ? count : 1,
    first_seen: first,
    last_seen: last,
    source: [text(source['component']) || text(event['reportingComponent']), text(source['host'])]
      .filter((part) => part !== '')
      .join(', '),
    object: { kind: text(about['kind']), namespace: text(about['namespace']), name: text(about['name']) },
  };
};

export const toWireRevision = (revision: Revision): WireRevision => ({
  revision: revision.revision,
  name: revision.name,
  created_at: revision.createdAt,
  images: revision.images,
  change_cause: revision.changeCause,
  current: revision.current,
  template: { ...revision.template },
  changes: revision.changes,
});

export const toWireDrain = ({ node, state, message, startedAt, endedAt, pods }: Drain): WireDrain => ({
  node,
  state,
  ...(message === undefined ? {} : { message }),
  started_at: startedAt,
  ...(endedAt === undefined ? {} : { ended_at: endedAt }),
  pods: pods.map((pod) => ({
    namespace: pod.namespace,
    name: pod.name,
    state: pod.state,
    ...(pod.reason === undefined ? {} : { reason: pod.reason }),
  })),
});

export const toWireRelated = ({
  apiVersion,
  missing,
  namespace = '',
  plural = '',
  ...rest
}: RelatedObject): WireRelated => {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  return { ...rest, group, version, plural, namespace, missing: missing === true };
};
