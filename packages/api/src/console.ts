/**
 * The console's own HTTP API, under /api/console/v1. JSON; errors are `{error: WireError}` with the HTTP status of the
 * reason. Authentication: `Authorization: Bearer <token>` or the session cookie.
 */

export const consoleBase = '/api/console/v1';

export interface WireError {
  /** A Kubernetes StatusReason, or a product reason such as ClusterNotFound, ClusterUnreachable, TokenExpired. */
  reason: string;
  code: number;
  message: string;
  /** The request field at fault, when one is. */
  field?: string;
  /** Reason Conflict of an apply: fields that others own. Repeat with `force` to take them over. */
  conflicts?: { field: string; message: string }[];
  /** Reason ConfirmationRequired (428): repeat the same call with header `X-Confirmation-Token`. */
  confirmation?: WireConfirmation;
  /** The same id as in the server's log line. */
  trace_id: string;
}

/** Given to a write with `?confirm=required`, and to one of an object with the annotation `binnacle.dev/protected: "true"`. */
export interface WireConfirmation {
  token: string;
  /** RFC 3339; five minutes. */
  expires_at: string;
  summary: {
    /** One sentence in English. */
    text: string;
    operation: string;
    cluster: string;
    resource: string;
    namespace?: string;
    name?: string;
    protected: boolean;
  };
}

export interface User {
  username: string;
  display_name: string;
  /** Of those bound to the user without limits of cluster or namespace. */
  roles: string[];
  groups: string[];
  /** True for the caller nobody signed in as (demo). */
  anonymous: boolean;
  /** Everything beside /auth is refused until the password is changed. */
  must_change_password: boolean;
}

/** POST /auth/login {username,password,refresh?}; POST /auth/redeem {code} (one-time sign-in link). Sets the session cookie too. */
export interface LoginReply {
  token: string;
  /** RFC 3339. */
  expires_at: string;
  /** For scripts: only with `refresh: true`, and then `token` lasts an hour and no cookie is set. */
  refresh_token?: string;
  refresh_expires_at?: string;
  user: User;
}

/** GET /auth/me; 401 when nobody is signed in and anonymous callers have no role. POST /auth/logout → 204. */
export interface MeReply {
  user: User;
  demo: boolean;
  version: string;
}

export type ClusterState = 'connecting' | 'connected' | 'unreachable' | 'disabled';

/** From good to bad; `unknown` until checked. docs/operations.md states the thresholds. */
export type ClusterHealth = 'unknown' | 'healthy' | 'warning' | 'error' | 'unavailable';

/** A mark to tell clusters apart by; empty for none. */
export type ClusterColour = '' | 'gray' | 'red' | 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'violet' | 'pink';

/**
 * In whose name calls to a cluster are made: `shared`, its own account's; `impersonate`, the caller's name and groups;
 * `own`, by a token that the caller gave (PUT /auth/cluster-tokens/{id}). Binnacle's own rules hold in each.
 */
export type ClusterIdentity = 'shared' | 'impersonate' | 'own';

export interface ClusterSummary {
  id: number;
  name: string;
  description: string;
  /** `registered` by somebody; the others are found at start. */
  source: 'registered' | 'kubeconfig' | 'in-cluster' | 'simulated';
  server: string;
  /** True for exactly one. */
  is_default: boolean;
  /** A disabled one is not connected to. */
  enabled: boolean;
  colour: ClusterColour;
  /** Dangerous actions ask for a name. */
  production: boolean;
  identity: ClusterIdentity;
  state: ClusterState;
  health: ClusterHealth;
  /** Why it is not healthy. */
  reason?: string;
  /** e.g. v1.34.4; absent until first connected. */
  version?: string;
  /** RFC 3339. */
  last_connected_at?: string;
  /** Absent until counted, and where they may not be listed. */
  node_count?: number;
  pod_count?: number;
  prometheus: PrometheusState;
  /** RFC 3339. */
  created_at: string;
  updated_at: string;
}

/** Where a cluster's Prometheus is, and how the search for it goes. */
export interface PrometheusState {
  /** Empty when none is known. */
  url: string;
  source: 'none' | 'manual' | 'discovered';
  search: 'idle' | 'running' | 'found' | 'none' | 'failed';
  /** What the search does now, or how it ended. */
  message?: string;
  /** What it has tried, while it runs and until the server restarts. */
  steps: string[];
  /** RFC 3339. */
  started_at?: string;
  ended_at?: string;
  /** How it was reached when it was found. */
  via?: 'service-proxy' | 'direct';
  version?: string;
}

/** GET /clusters */
export interface ClustersReply {
  items: ClusterSummary[];
}

/**
 * How a cluster is reached: `kubeconfig` (text; `context` chooses one of several), or `api_server` and `token` with
 * `ca_data` (base64 of PEM) or `insecure_skip_tls_verify`.
 */
export interface ClusterAccess {
  kubeconfig?: string;
  context?: string;
  api_server?: string;
  token?: string;
  ca_data?: string;
  insecure_skip_tls_verify?: boolean;
}

/**
 * POST /clusters (with `name` and a ClusterAccess) → 201 ClusterSummary, once the cluster answers. PATCH /clusters/{id}:
 * any of the fields → ClusterSummary. GET /clusters/{id} → ClusterSummary. DELETE /clusters/{id} → 204.
 */
export interface ClusterInput extends ClusterAccess {
  /** 1 to 100 characters. */
  name?: string;
  description?: string;
  is_default?: boolean;
  enabled?: boolean;
  colour?: ClusterColour;
  production?: boolean;
  identity?: ClusterIdentity;
  /** Empty: look for it. */
  prometheus_url?: string;
}

/** POST /clusters/{id}/test, and POST /kubeconfig/test (ClusterAccess) for one that is not registered. */
export interface ConnectionTestReply {
  name: string;
  server: string;
  version?: string;
  node_count?: number;
  /** RFC 3339. */
  tested_at: string;
}

/** POST /kubeconfig/inspect {kubeconfig} */
export interface ContextsReply {
  contexts: WireContext[];
}

export interface WireContext {
  name: string;
  is_current: boolean;
  /** A cluster of that name is registered. */
  is_taken: boolean;
  server?: string;
  /** token, certificate, exec… */
  credentials?: string;
  /** Why it cannot be used. */
  problem?: string;
}

/** POST /kubeconfig/import {kubeconfig, choices: [{context, name?}]}; each context succeeds or fails by itself. */
export interface ImportReply {
  results: { context: string; cluster?: ClusterSummary; error?: WireError }[];
}

/** POST /clusters/{id}/discovery → 202 PrometheusState; 409 while a search runs. */

/** How old an answer is. Source: watch cache freshness. */
export interface WireFreshness {
  state: 'starting' | 'synced' | 'stale' | 'down';
  /** RFC 3339: last moment the content was known to be current. */
  since: string;
  reason?: string;
}

export interface WireColumn {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  priority: 0 | 1;
}

/** GET /clusters/{id}/kinds → {items: WireKind[]} : what the console can list in this cluster. */
export interface WireKind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  capabilities: string[];
  columns: WireColumn[];
}

export interface WireRow {
  uid: string;
  namespace: string;
  name: string;
  resource_version: string;
  /** RFC 3339. */
  created: string;
  /** In the order of the columns; dates are RFC 3339. */
  cells: (string | number | boolean | null)[];
  /** Whose Pod it is, where it was asked for (`owners`) and somebody's. */
  owner?: WireOwner;
}

/** The workload that a Pod belongs to: of a Deployment's ReplicaSet, the Deployment. */
export interface WireOwner {
  /** Of its API; empty for the core group. */
  group: string;
  kind: string;
  name: string;
}

/**
 * GET /clusters/{id}/resources/{group|core}/{version}/{plural}
 *   ?namespace (repeatable)&labelSelector&fieldSelector&keyword&sortBy&order=asc|desc&offset=0&limit=50 (1..1000)
 *   &owners=1 (of Pods: also whose they are)
 *   sortBy: name, namespace, created or a column's name; cpu and memory of Pods and nodes by what they use
 */
export interface RowsReply {
  columns: WireColumn[];
  rows: WireRow[];
  total: number;
  offset: number;
  freshness: WireFreshness;
}

/**
 * The same address with `Accept: text/event-stream`: event `rows` (RowsReply) first and after a reset, then `delta`s,
 * coalesced (at most 5 a second), `freshness` when it changes, `error` (WireError) when the stream cannot go on,
 * and `: heartbeat` comments every 15 s. Deltas describe only the asked window.
 */
export interface RowsDelta {
  total: number;
  /** Rows of the window that are new or changed. */
  rows: WireRow[];
  /** The window's uids in order; absent when membership and order did not change. */
  order?: string[];
}

/**
 * GET /clusters/{id}/resources/{group|core}/{version}/{plural}/{name}?namespace= → the object (application/json), or YAML
 * with `Accept: application/yaml`; managedFields dropped unless `managedFields=1`. Values of Secrets are `<redacted>` unless
 * `reveal=1` asks for them, which needs a right of its own and is written down.
 * With `Accept: text/event-stream`: events `object` (the object), `gone` ({}), `freshness`.
 * DELETE the same address → {object} ; POST …/{name}/scale {replicas} → {replicas, previous} ; POST …/{name}/restart → {restarted_at}.
 * GET …/{name}/events → {items: WireEvent[]}, newest first.
 * GET /clusters/{id}/pods/{name}/logs?namespace&container&follow&previous&timestamps&tailLines&sinceSeconds → text/plain; chunked when following.
 */
export interface WireEvent {
  uid: string;
  type: string;
  reason: string;
  message: string;
  count: number;
  /** RFC 3339. */
  first_seen: string;
  last_seen: string;
  source: string;
  object: { kind: string; namespace: string; name: string };
}
