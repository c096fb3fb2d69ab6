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
  {
    version: 3,
    name: 'accounts, sessions and API keys',
    sql: [
      "alter table users add column email text not null default ''",
      "alter table users add column groups text not null default '[]'",
      "alter table users add column source text not null default 'local'",
      "alter table users add column subject text not null default ''",
      'alter table users add column must_change_password integer not null default 0',
      'alter table users add column disabled integer not null default 0',
      'alter table users add column created_at bigint not null default 0',
      'alter table users add column last_sign_in_at bigint',
      'alter table users drop column epoch',
      'create index users_by_subject on users (source, subject)',
      'drop table revoked_tokens',
      `create table sessions (
        id text primary key not null,
        username text not null references users (username) on delete cascade,
        created_at bigint not null,
        expires_at bigint not null,
        signed_in_by text not null,
        address text not null,
        user_agent text not null,
        refresh_hash text
      )`,
      'create index sessions_by_user on sessions (username)',
      'create index sessions_by_end on sessions (expires_at)',
      `create table api_keys (
        id text primary key not null,
        name text not null,
        username text not null references users (username) on delete cascade,
        roles text not null,
        hash text not null,
        created_at bigint not null,
        expires_at bigint not null,
        last_used_at bigint
      )`,
      'create index api_keys_by_user on api_keys (username)',
    ],
  },
  {
    version: 4,
    name: 'roles and bindings',
    sql: [
      'create table roles (name text primary key not null, description text not null, rules text not null)',
      `create table bindings (
        id text primary key not null,
        role text not null,
        subject_kind text not null,
        subject_name text not null,
        clusters text not null,
        namespaces text not null
      )`,
    ],
  },
  {
    version: 5,
    name: 'the audit',
    sql: [
      `create table audit (
        id {serial},
        at bigint not null,
        user_name text not null,
        key_id text,
        address text not null,
        dialect text not null,
        operation text not null,
        verb text not null,
        cluster text,
        kind text,
        namespace text,
        name text,
        trace_id text not null,
        before text,
        result text not null,
        status integer,
        reason text,
        message text,
        ms integer,
        after text
      )`,
      'create index audit_by_moment on audit (at)',
      'create index audit_by_user on audit (user_name, id)',
    ],
  },
  {
    version: 6,
    name: 'in whose name clusters are used',
    sql: [
      "alter table clusters add column identity text not null default 'shared'",
      `create table own_tokens (
        id text primary key not null,
        cluster_id integer not null,
        username text not null references users (username) on delete cascade,
        token text not null,
        unique (cluster_id, username)
      )`,
    ],
  },
];
