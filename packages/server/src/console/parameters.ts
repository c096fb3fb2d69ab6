import { Type, type TSchema } from 'typebox';

/** How the console's contract spells parameters, for the API's description; `decoders.ts` reads them. */
const optional = (description: string): TSchema => Type.Optional(Type.String({ description }));

export const loginBody = Type.Object({
  username: Type.String(),
  password: Type.String(),
  refresh: Type.Optional(Type.Boolean({ description: 'A token for an hour and one to refresh it with' })),
});
export const redeemBody = Type.Object({ code: Type.String() });
export const refreshBody = Type.Object({ refresh_token: Type.String() });
export const changePasswordBody = Type.Object({
  current_password: optional('Needed unless the caller must change it and came by a one-time link'),
  new_password: Type.String(),
});

const texts = Type.Array(Type.String());
export const createKeyBody = Type.Object({
  name: Type.String(),
  roles: texts,
  expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 90 })),
});

export const usersQuery = Type.Object({
  keyword: optional('Part of the user name, the display name or the email'),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 50 })),
});
const profile = {
  display_name: optional(''),
  email: optional(''),
  roles: Type.Optional(texts),
  groups: Type.Optional(texts),
};
export const createUserBody = Type.Object({
  username: Type.String(),
  ...profile,
  password: optional('Without one, only an API key or a provider can speak for the user'),
  temporary: Type.Optional(Type.Boolean({ default: true })),
  source: optional("A provider's id: whoever first signs in there by this name has the account"),
});
export const updateUserBody = Type.Object({ ...profile, disabled: Type.Optional(Type.Boolean()) });
export const setPasswordBody = Type.Object({
  password: Type.String(),
  temporary: Type.Optional(Type.Boolean({ default: true })),
});

export const listQuery = Type.Object({
  namespace: Type.Optional(Type.Array(Type.String(), { description: 'Repeatable; all namespaces without it' })),
  labelSelector: optional('Kubernetes label selector'),
  fieldSelector: optional('Kubernetes field selector'),
  keyword: optional('Part of the name, in any case'),
  sortBy: optional("name, namespace, created, or a column's name; cpu or memory for what Pods and nodes use"),
  order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 50 })),
});
export const ownedListQuery = Type.Object({
  ...listQuery.properties,
  owners: Type.Optional(Type.Boolean({ description: 'Of Pods: also whose they are' })),
});

const namespace = { namespace: optional('Required for kinds in namespaces') };

export const objectQuery = Type.Object(namespace);
export const deleteQuery = Type.Object({
  ...namespace,
  propagationPolicy: optional('Background, Foreground or Orphan'),
  gracePeriodSeconds: Type.Optional(Type.Integer({ minimum: 0 })),
});
const reveal = Type.Optional(Type.Boolean({ description: 'Of a Secret: show its values, which is written down' }));
export const objectWatchQuery = Type.Object({ ...namespace, reveal });
export const objectReadQuery = Type.Object({
  ...namespace,
  reveal,
  managedFields: Type.Optional(Type.Boolean({ default: false })),
});
const content = Type.Union([Type.Object({}, { additionalProperties: true }), Type.String()], {
  description: 'The object, or its YAML text',
});
const dryRun = Type.Optional(Type.Boolean({ description: 'The API server checks and answers, and keeps nothing' }));
const ownership = {
  force: Type.Optional(Type.Boolean({ description: 'Take over fields that others own' })),
  field_manager: optional('Whose fields they become; binnacle without it'),
};
export const writeBody = Type.Object({ content, dry_run: dryRun });
export const undoBody = Type.Object({
  entry: Type.Integer({ minimum: 1, description: 'The change, by its entry in the audit' }),
  dry_run: dryRun,
});
export const applyBody = Type.Object({ content, ...ownership, dry_run: dryRun });
export const diffBody = Type.Object({
  content,
  mode: optional('apply (the default), create or replace'),
  ...ownership,
});
export const checkBody = Type.Object({
  text: Type.String({ minLength: 1, description: 'YAML or JSON, any number of documents' }),
  namespace: optional('For objects that name none'),
});
export const podMetricsQuery = Type.Object({
  namespace: optional('All namespaces without it'),
  name: optional('All Pods without it'),
  top: Type.Optional(Type.Union([Type.Literal('cpu'), Type.Literal('memory')])),
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
});
export const usageBody = Type.Object({
  of: Type.Union([Type.Literal('pods'), Type.Literal('nodes')]),
  names: Type.Array(Type.String(), { maxItems: 500, description: 'namespace/name of Pods' }),
});
export const statsQuery = Type.Object({
  minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_440, default: 60 })),
});
export const chartsQuery = Type.Object({
  scope: Type.Union(['cluster', 'node', 'namespace', 'workload', 'pod'].map((scope) => Type.Literal(scope))),
  namespace: optional('Of a namespace, a workload or a Pod'),
  kind: optional('Of a workload: deployments.apps'),
  name: optional('Of a node, a workload or a Pod'),
  minutes: Type.Optional(Type.Integer({ minimum: 5, maximum: 20_160, default: 60 })),
});
export const scaleBody = Type.Object({ replicas: Type.Integer({ minimum: 0 }) });

export const liveLogsQuery = Type.Object({
  namespace: Type.String(),
  pod: optional('One Pod'),
  labelSelector: optional('Of the Pods that are meant'),
  kind: optional('Of a workload whose Pods are meant, with its name'),
  name: optional('Of that workload'),
  container: optional('All of them without it'),
  previous: Type.Optional(Type.Boolean()),
  tailLines: Type.Optional(Type.Integer({ minimum: 0, description: 'Per container' })),
  sinceSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
  search: optional('Only lines that hold this text, in any case'),
  resume: Type.Optional(Type.Array(Type.String(), { description: 'pod/container@time,count: go on behind this line' })),
});
export const filesQuery = Type.Object({
  namespace: Type.String(),
  container: optional('The default container without it'),
  path: Type.String({ description: 'Absolute' }),
  download: optional('1: a file as it is, a folder as a tar archive'),
  recursive: optional('For a folder that is to be removed with all that is in it'),
  to: optional('Where a file is moved to'),
});
export const terminalQuery = Type.Object({
  namespace: Type.String(),
  container: optional('The default container without it'),
  token: optional('Of the address that was given, for a WebSocket'),
});
export const nodeTerminalQuery = Type.Object({
  token: optional('Of the address that was given, for a WebSocket'),
});

export const logsQuery = Type.Object({
  namespace: Type.String(),
  container: optional('The default container without it'),
  follow: Type.Optional(Type.Boolean()),
  previous: Type.Optional(Type.Boolean()),
  timestamps: Type.Optional(Type.Boolean()),
  tailLines: Type.Optional(Type.Integer({ minimum: 0 })),
  sinceSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
});

const rules = Type.Array(Type.Object({ clusters: texts, namespaces: texts, resources: texts, verbs: texts }));
export const roleBody = Type.Object({ name: Type.String(), description: optional(''), rules });
const subjectBody = Type.Object({ kind: Type.String({ description: 'user, group or key' }), name: Type.String() });
export const bindingBody = Type.Object({
  role: Type.String(),
  subject: subjectBody,
  clusters: Type.Optional(texts),
  namespaces: Type.Optional(texts),
});
export const checkQuery = Type.Object({
  subject: optional('user:NAME, group:NAME or key:ID; the caller without it'),
  cluster: optional('A cluster’s name'),
  namespace: optional('All of them without it'),
  resource: Type.String(),
  verb: Type.String(),
});

const auditFilter = {
  ...Object.fromEntries(
    ['user', 'verb', 'operation', 'cluster', 'kind', 'namespace', 'name'].map((name) => [
      name,
      optional('Equal to this'),
    ]),
  ),
  result: optional('ok, failed or pending'),
  since: optional('RFC 3339'),
  until: optional('RFC 3339, exclusive'),
};
export const auditExportQuery = Type.Object(auditFilter);
export const auditQuery = Type.Object({
  ...auditFilter,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 50 })),
  before: Type.Optional(Type.Integer({ description: 'The `next` of the page before' })),
});

export const prospectQuery = Type.Object({
  namespace: Type.String(),
  apiVersion: Type.String(),
  kind: Type.String(),
  name: Type.String(),
});
export const fleetQuery = Type.Object({
  cluster: Type.Optional(Type.Array(Type.String(), { description: 'Names or numbers; all clusters without it' })),
  namespace: Type.Optional(Type.Array(Type.String(), { description: 'Repeatable; all namespaces without it' })),
  state: Type.Optional(Type.Array(Type.String(), { description: 'waiting, upgrading…; not for streams' })),
});

export const startQuery = Type.Object({ return_to: optional('A path of the console to come back to') });
