import type { Generated } from 'kysely';

/** The tables, as the newest migration leaves them. Moments are epoch ms, lists are JSON, flags are 0 or 1. */
export interface Schema {
  users: {
    username: string;
    display_name: string;
    email: string;
    roles: string;
    groups: string;
    source: string;
    subject: string;
    password_hash: string;
    must_change_password: number;
    disabled: number;
    created_at: number;
    last_sign_in_at: number | null;
  };
  sessions: {
    id: string;
    username: string;
    created_at: number;
    expires_at: number;
    signed_in_by: string;
    address: string;
    user_agent: string;
    refresh_hash: string | null;
  };
  api_keys: {
    id: string;
    name: string;
    username: string;
    roles: string;
    hash: string;
    created_at: number;
    expires_at: number;
    last_used_at: number | null;
  };
  roles: { name: string; description: string; rules: string };
  bindings: {
    id: string;
    role: string;
    subject_kind: string;
    subject_name: string;
    clusters: string;
    namespaces: string;
  };
  audit: AuditTable;
  settings: { name: string; value: string };
  clusters: ClustersTable;
  own_tokens: { id: string; cluster_id: number; username: string; token: string };
  schema_migrations: { version: number; name: string; checksum: string | null; applied_at: number };
}

/** Flags are 0 or 1, `observed` and `discovery` JSON, `kubeconfig` sealed. */
export interface ClustersTable {
  id: Generated<number>;
  uid: string;
  name: string;
  description: string;
  source: string;
  origin: string | null;
  server: string;
  kubeconfig: string | null;
  is_default: number;
  enabled: number;
  colour: string;
  production: number;
  identity: string;
  prometheus_url: string;
  prometheus_source: string;
  observed: string;
  discovery: string | null;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

/** `before` and `after` are JSON. */
export interface AuditTable {
  id: Generated<number>;
  at: number;
  user_name: string;
  key_id: string | null;
  address: string;
  dialect: string;
  operation: string;
  verb: string;
  cluster?: string | null | undefined;
  kind?: string | null | undefined;
  namespace?: string | null | undefined;
  name?: string | null | undefined;
  trace_id: string;
  before?: string | null | undefined;
  result: string;
  status?: number | null | undefined;
  reason?: string | null | undefined;
  message?: string | null | undefined;
  ms?: number | null | undefined;
  after?: string | null | undefined;
}
