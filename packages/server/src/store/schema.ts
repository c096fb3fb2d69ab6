import type { Generated } from 'kysely';

/** The tables, as the newest migration leaves them. Moments are epoch ms. */
export interface Schema {
  users: { username: string; display_name: string; roles: string; password_hash: string; epoch: number };
  settings: { name: string; value: string };
  revoked_tokens: { token_id: string; expires_at: number };
  clusters: ClustersTable;
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
  prometheus_url: string;
  prometheus_source: string;
  observed: string;
  discovery: string | null;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}
