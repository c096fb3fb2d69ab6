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
];
