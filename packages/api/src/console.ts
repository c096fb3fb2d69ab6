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
  /** The same id as in the server's log line. */
  trace_id: string;
}

export interface User {
  username: string;
  display_name: string;
  roles: string[];
  /** True for the caller nobody signed in as (demo). */
  anonymous: boolean;
}

/** POST /auth/login {username,password}; POST /auth/redeem {code} (one-time sign-in link). Sets the session cookie too. */
export interface LoginReply {
  token: string;
  /** RFC 3339. */
  expires_at: string;
  user: User;
}

/** GET /auth/me; 401 when nobody is signed in and anonymous callers have no role. POST /auth/logout → 204. */
export interface MeReply {
  user: User;
  demo: boolean;
  version: string;
}

export type ClusterState = 'connecting' | 'connected' | 'unreachable';

export interface ClusterSummary {
  id: number;
  name: string;
  description: string;
  source: 'kubeconfig' | 'in-cluster' | 'simulated';
  server: string;
  is_default: boolean;
  state: ClusterState;
  /** Why it is unreachable. */
  reason?: string;
  /** e.g. v1.34.4; absent until first connected. */
  version?: string;
  /** RFC 3339. */
  last_connected_at?: string;
}

/** GET /clusters */
export interface ClustersReply {
  items: ClusterSummary[];
}

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
}

/**
 * GET /clusters/{id}/resources/{group|core}/{version}/{plural}
 *   ?namespace (repeatable)&labelSelector&fieldSelector&keyword&sortBy&order=asc|desc&offset=0&limit=50 (1..1000)
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
 * with `Accept: application/yaml`; managedFields dropped unless `managedFields=1`.
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
