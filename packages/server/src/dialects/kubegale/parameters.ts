import { Type, type TObject, type TSchema } from 'typebox';
import { coreEventKind, type Kind } from '@binnacle/kube/api';
import { defaultPageSize, largestPageSize } from './decoders.ts';

/** How contract 001 spells parameters, for the API's description; `decoders.ts` reads them. */
const optional = (description: string): TSchema => Type.Optional(Type.String({ description }));

const cluster = {
  cluster_id: Type.Optional(
    Type.Union([Type.Integer(), Type.String()], { description: 'Number or name; the default cluster without it' }),
  ),
};
const namespace = { namespace: Type.String({ minLength: 1 }) };
const page = {
  page: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: largestPageSize, default: defaultPageSize })),
  keyword: optional('Part of the name, in any case'),
};

/** Which objects of a list, and in which order. */
const selection = {
  labelSelector: optional('Kubernetes label selector'),
  fieldSelector: optional('Kubernetes field selector'),
  sortBy: optional("name, namespace, created, or a column's name; cpu or memory for what Pods and nodes use"),
  order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
};

export const clusterBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  description: Type.Optional(Type.String()),
  kubeconfig: Type.String({ description: 'YAML or JSON text, or base64 of it' }),
});

export const clusterListQuery = Type.Object(page);

export const listQuery = (kind: Kind): TObject =>
  Type.Object({
    ...cluster,
    ...(kind.namespaced ? { namespace: optional('All namespaces without it') } : {}),
    ...page,
    ...selection,
  });

/** Query of a read or a delete of one object, body of a write. */
export const objectParameters = (kind: Kind): TSchema =>
  Type.Object({ ...cluster, ...(kind.namespaced ? namespace : {}) });

/** `content`: the object, or the same as YAML text. Its namespace may be given in either place. */
export const contentBody = (kind: Kind): TSchema =>
  Type.Object({
    ...cluster,
    ...(kind.namespaced ? { namespace: optional("The content's own without it") } : {}),
    content: Type.Union([Type.Object({}, { additionalProperties: true }), Type.String()], {
      description: 'The object, or its YAML text',
    }),
  });

const anyNamespace = { namespace: optional('Required for kinds in namespaces') };

export const anyListQuery = Type.Object({
  ...cluster,
  namespace: optional('All namespaces without it'),
  ...page,
  ...selection,
});
export const anyParameters = Type.Object({ ...cluster, ...anyNamespace });
export const anyBody = Type.Object({
  ...cluster,
  ...anyNamespace,
  content: Type.Union([Type.Object({}, { additionalProperties: true }), Type.String()], {
    description: 'The object, or its YAML text',
  }),
  dry_run: Type.Optional(Type.Boolean({ description: 'The API server checks and answers, and keeps nothing' })),
});
export const applyBody = Type.Object({
  ...anyBody.properties,
  force: Type.Optional(Type.Boolean({ description: 'Take over fields that others own' })),
  field_manager: optional('Whose fields they become; binnacle without it'),
});
export const diffBody = Type.Object({
  ...applyBody.properties,
  mode: Type.Optional(
    Type.Union([Type.Literal('apply'), Type.Literal('create'), Type.Literal('replace')], { default: 'apply' }),
  ),
});
export const checkBody = Type.Object({
  ...cluster,
  namespace: optional('For objects that name none'),
  content: Type.String({ minLength: 1, description: 'YAML or JSON, any number of documents' }),
});

export const clusterMetricsQuery = Type.Object(cluster);
export const nodeMetricsQuery = Type.Object({ ...cluster, node_name: optional('All nodes without it') });
export const podMetricsQuery = Type.Object({
  ...cluster,
  namespace: optional('All namespaces without it'),
  pod_name: optional('All Pods without it'),
});
export const statsQuery = Type.Object({
  ...cluster,
  time_range: optional('From 1m to 1d, such as 15m or 6h; 1h without it'),
});

export const rollbackBody = Type.Object({
  ...cluster,
  ...namespace,
  revision: Type.Integer({ minimum: 0, description: '0: the one before the current one' }),
});

export const scheduleBody = Type.Object({ ...cluster, schedulable: Type.Boolean() });

export const drainBody = Type.Object({
  ...cluster,
  grace_period_seconds: Type.Optional(Type.Integer({ minimum: 0, description: "Each Pod's own without it" })),
  timeout_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600, default: 300 })),
  ignore_daemonsets: Type.Optional(Type.Boolean({ default: true })),
  delete_emptydir_data: Type.Optional(Type.Boolean({ default: false })),
  force: Type.Optional(Type.Boolean({ default: false, description: 'Also Pods that nothing will replace' })),
});

export const eventsQuery = Type.Object({
  ...listQuery(coreEventKind).properties,
  resource_type: optional('Kind of the object that Events are about'),
  resource_name: optional('Its name'),
  type: optional('Normal or Warning'),
  reason: optional('As the Event states it'),
});

export const scaleBody = Type.Object({ ...cluster, ...namespace, replicas: Type.Integer({ minimum: 0 }) });

export const liveLogsQuery = Type.Object({
  ...cluster,
  ...namespace,
  labelSelector: optional('Of the Pods that are meant'),
  kind: optional('Of a workload whose Pods are meant, with its name'),
  name: optional('Of that workload'),
  container: optional('All of them without it'),
  previous: Type.Optional(Type.Boolean()),
  tail_lines: Type.Optional(Type.Integer({ minimum: 0, description: 'Per container' })),
  since_seconds: Type.Optional(Type.Integer({ minimum: 1 })),
  search: optional('Only lines that hold this text, in any case'),
  resume: Type.Optional(Type.Array(Type.String(), { description: 'pod/container@time,count: go on behind this line' })),
});
export const filesQuery = Type.Object({
  ...cluster,
  ...namespace,
  container: optional('The default container without it'),
  path: Type.String({ description: 'Absolute' }),
  download: optional('1: a file as it is, a folder as a tar archive'),
  recursive: optional('For a folder that is to be removed with all that is in it'),
  to: optional('Where a file is moved to'),
});
export const terminalQuery = Type.Object({
  ...cluster,
  ...namespace,
  container: optional('The default container without it'),
  token: optional('Of the address that was given, for a WebSocket'),
});
export const nodeTerminalQuery = Type.Object({
  ...cluster,
  token: optional('Of the address that was given, for a WebSocket'),
});

export const logsQuery = Type.Object({
  ...cluster,
  ...namespace,
  container: optional('The default container without it'),
  tail_lines: Type.Optional(Type.Integer({ minimum: 0 })),
  since_seconds: Type.Optional(Type.Integer({ minimum: 1 })),
  follow: Type.Optional(Type.Boolean({ description: 'Plain text lines until the caller leaves' })),
  previous: Type.Optional(Type.Boolean()),
  timestamps: Type.Optional(Type.Boolean()),
});
