/** One step of the schema. SQL that SQLite and PostgreSQL both take; `{serial}` stands for a row number that counts up. */
export interface Migration {
  version: number;
  name: string;
  sql: readonly string[];
}

/** In order. A released one is never changed (its checksum is kept with the data): a further one is added. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'users, settings and revoked tokens',
    sql: [
      `create table users (
        username text primary key not null,
        display_name text not null,
        roles text not null,
        password_hash text not null,
        epoch integer not null
      )`,
      'create table settings (name text primary key not null, value text not null)',
      'create table revoked_tokens (token_id text primary key not null, expires_at bigint not null)',
    ],
  },
  {
    version: 2,
    name: 'clusters',
    sql: [
      `create table clusters (
        id {serial},
        uid text not null unique,
        name text not null,
        description text not null,
        source text not null,
        origin text unique,
        server text not null,
        kubeconfig text,
        is_default integer not null,
        enabled integer not null,
        colour text not null,
        production integer not null,
        prometheus_url text not null,
        prometheus_source text not null,
        observed text not null,
        discovery text,
        created_at bigint not null,
        updated_at bigint not null,
        deleted_at bigint
      )`,
      'create unique index clusters_name on clusters (name) where deleted_at is null',
    ],
  },
];
