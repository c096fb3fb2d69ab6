/**
 * People in the console's HTTP API, under /api/console/v1: sign-in, users, API keys, roles, bindings and the audit. Moments are RFC 3339. Lists that page take `offset` (0) and `limit` (50, at most 1000).
 */

/**
 * POST /auth/password {current_password?, new_password} → LoginReply: every other session ends. `current_password` is
 * needed unless the caller must change it (`must_change_password` of GET /auth/me) and came by a one-time link. While a
 * password must be changed, everything beside /auth answers 403.
 * POST /auth/refresh {refresh_token} → LoginReply with the next one; a refresh token used twice ends its session.
 * POST /auth/sign-out-everywhere → 204.
 */
export interface ChangePasswordBody {
  current_password?: string;
  new_password: string;
}

/**
 * GET /auth/providers → ProvidersReply: whom one can sign in through beside the password; open to all.
 * GET /auth/providers/{id}/start?return_to=/path → 302 to the provider, which sends the browser back to
 * /auth/providers/{id}/callback: that sets the session cookie and goes on to `return_to`, or to the sign-in page with
 * `problem` in its hash.
 */
export interface ProvidersReply {
  items: { id: string; name: string }[];
}

/** Why a provider's sign-in came to nothing: the details are in the server's log and audit. */
export type SignInProblem = 'provider' | 'expired' | 'refused' | 'no-account' | 'name-taken' | 'disabled';

/**
 * GET /auth/cluster-tokens → {items}: the clusters that are used with the caller's own token. PUT /auth/cluster-tokens/{id}
 * {token} → 204, once the cluster takes it; DELETE → 204. Tokens are sealed, and never told again.
 */
export interface WireOwnToken {
  /** Of the cluster. */
  id: number;
  name: string;
  given: boolean;
}

/** GET /auth/sessions → {items}; DELETE /auth/sessions/{id} → 204: the caller's own. */
export interface WireSession {
  id: string;
  created_at: string;
  expires_at: string;
  /** Where it was started from. */
  address: string;
  user_agent: string;
  /** How it began: with a password, a one-time link, or a provider. */
  signed_in_by: 'password' | 'link' | 'provider';
  /** The one that asks. */
  current: boolean;
}

/**
 * GET /auth/keys → {items}, POST /auth/keys CreateKeyBody → CreatedKey, DELETE /auth/keys/{id} → 204: the caller's own.
 * GET /keys → {items}, DELETE /keys/{id} → 204: everybody's, for administrators.
 */
export interface WireKey {
  id: string;
  name: string;
  /** Whose rights it has, within its roles. */
  username: string;
  roles: string[];
  created_at: string;
  expires_at: string;
  /** To the minute. */
  last_used_at?: string;
}

export interface CreateKeyBody {
  name: string;
  /** At least one. The key may do what both these roles and its owner may. */
  roles: string[];
  /** 1 to 366; 90 unless given. */
  expires_in_days?: number;
}

export interface CreatedKey extends WireKey {
  /** Shown this once: `Authorization: Bearer <key>`. */
  key: string;
}

/**
 * GET /users?keyword&offset&limit → {items, total}; POST /users CreateUserBody → 201 WireUser; GET /users/{username};
 * PATCH /users/{username} UpdateUserBody → WireUser; DELETE /users/{username} → 204;
 * POST /users/{username}/password {password, temporary?} → 204; POST /users/{username}/sign-out → 204: ends all sessions.
 * 409 for a name that is taken, and for whatever would leave no administrator.
 */
export interface WireUser {
  username: string;
  display_name: string;
  email: string;
  /** `local`, or the sign-in provider's id. */
  source: string;
  /** Without limits of cluster or namespace; others are bound (GET /bindings). */
  roles: string[];
  /** Of a provider's users: as the provider said at the last sign-in. */
  groups: string[];
  disabled: boolean;
  must_change_password: boolean;
  /** False for those who can sign in by a provider or an API key only. */
  has_password: boolean;
  created_at: string;
  last_sign_in_at?: string;
}

export interface UsersReply {
  items: WireUser[];
  total: number;
}

export interface CreateUserBody {
  /** 1 to 128 letters, digits and . _ @ : + - ; the case does not count. */
  username: string;
  display_name?: string;
  email?: string;
  roles?: string[];
  groups?: string[];
  /** Without one, only an API key or a provider can speak for the user. */
  password?: string;
  /** A provider's id: whoever first signs in there by this name has the account. */
  source?: string;
  /** The user must choose another at the first sign-in; true unless given. */
  temporary?: boolean;
}

export interface UpdateUserBody {
  display_name?: string;
  email?: string;
  roles?: string[];
  groups?: string[];
  disabled?: boolean;
}

/**
 * What may be done to what. Each list holds exact names, patterns with `*`, or `*` for everything. An action is allowed
 * when one rule allows all four.
 */
export interface WireRule {
  /** Names of clusters. */
  clusters: string[];
  /** `*` alone also covers what lies in no namespace. */
  namespaces: string[];
  /** `pods`, `deployments.apps`, `*`; the product's own things are `binnacle/users`, `binnacle/*`. */
  resources: string[];
  /** As GET /access/verbs lists them. A level (`viewer`, `operator`, `admin`) stands for all verbs up to it. */
  verbs: string[];
}

/** GET /roles → {items}; POST /roles → 201; PUT /roles/{name}; DELETE /roles/{name} → 204. Built-in ones cannot be changed. */
export interface WireRole {
  name: string;
  description: string;
  built_in: boolean;
  rules: WireRule[];
}

/** GET /bindings → {items}; POST /bindings (without id) → 201; DELETE /bindings/{id} → 204. */
export interface WireBinding {
  id: string;
  role: string;
  subject: { kind: 'user' | 'group'; name: string };
  /** Narrow the role further; `['*']` unless given. */
  clusters: string[];
  namespaces: string[];
}

/** GET /access/verbs → {items}: every operation, for people who write rules. */
export interface WireVerb {
  operation: string;
  summary: string;
  verb: string;
  /** `*` for operations on any Kubernetes resource. */
  resource: string;
  /** The least built-in role that has it. */
  level: 'viewer' | 'operator' | 'admin';
}

/**
 * GET /access/subjects/{user|group|key}/{name} → what a subject may do: every rule it has, and through what.
 * GET /access/subjects/me: the caller's own, for anyone who is signed in.
 */
export interface WireAccess {
  subject: { kind: 'user' | 'group' | 'key'; name: string };
  grants: (WireRule & {
    role: string;
    /** `account`, `user ada`, `group dev`, or `key` for the roles that limit an API key. */
    through: string;
    /** The binding's own limits: the rule holds inside them. */
    within: { clusters: string[]; namespaces: string[] };
  })[];
}

/** GET /access/check?subject=user:NAME|group:NAME|key:ID&cluster&namespace&resource&verb → CheckReply; the caller unless given. */
export interface CheckReply {
  allowed: boolean;
  /** A sentence. */
  because: string;
}

/**
 * GET /audit?user&verb&operation&cluster&kind&namespace&name&result&since&until&limit&before → AuditReply, newest first.
 * GET /audit/export with the same filters → application/x-ndjson, one WireAuditEntry a line, oldest first.
 */
export interface WireAuditEntry {
  id: number;
  at: string;
  /** Empty for callers who were not known. */
  user: string;
  /** The API key's id, when one was used. */
  key?: string;
  address: string;
  dialect: string;
  operation: string;
  verb: string;
  cluster?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  /** `pending`: begun and not known to have ended; one from before the last start was cut short. */
  result: 'pending' | 'ok' | 'failed';
  status?: number;
  reason?: string;
  message?: string;
  ms?: number;
  trace_id: string;
  /** Of writes: the object before and after, Secret values masked. */
  before?: unknown;
  after?: unknown;
}

export interface AuditReply {
  items: WireAuditEntry[];
  /** Give it as `before` for the next page; absent on the last. */
  next?: number;
}
