/** The tables, as the newest migration leaves them. Moments are epoch ms. */
export interface Schema {
  users: { username: string; display_name: string; roles: string; password_hash: string; epoch: number };
  settings: { name: string; value: string };
  revoked_tokens: { token_id: string; expires_at: number };
  schema_migrations: { version: number; name: string; checksum: string | null; applied_at: number };
}
