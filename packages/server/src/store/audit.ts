import type { Kysely, Selectable } from 'kysely';
import type { AuditEntry, AuditFilter, AuditRepository } from '../services/audit/index.ts';
import type { AuditTable, Schema } from './schema.ts';

/** Which filters are compared with which columns. */
const columns = {
  user: 'user_name',
  verb: 'verb',
  operation: 'operation',
  cluster: 'cluster',
  kind: 'kind',
  namespace: 'namespace',
  name: 'name',
  result: 'result',
} as const satisfies Partial<Record<keyof AuditFilter, keyof AuditTable>>;

export const createAuditRepository = (db: Kysely<Schema>): AuditRepository => ({
  begin: async ({ user, keyId, traceId, ...rest }) => {
    const { id } = await db
      .insertInto('audit')
      .values({ ...rest, user_name: user, key_id: keyId ?? null, trace_id: traceId, result: 'pending' })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  finish: async (id, { user, ...outcome }) => {
    const changes = user === undefined ? outcome : { ...outcome, user_name: user };
    await db.updateTable('audit').set(changes).where('id', '=', id).execute();
  },
  list: async ({ filter, limit, order, from }) => {
    const newest = order === 'newest';
    let query = db
      .selectFrom('audit')
      .selectAll()
      .orderBy('id', newest ? 'desc' : 'asc')
      .limit(limit);
    if (from !== undefined) query = query.where('id', newest ? '<' : '>', from);
    for (const [name, column] of Object.entries(columns) as [
      keyof typeof columns,
      (typeof columns)[keyof typeof columns],
    ][]) {
      const wanted = filter[name];
      if (wanted !== undefined) query = query.where(column, '=', wanted);
    }
    if (filter.since !== undefined) query = query.where('at', '>=', filter.since);
    if (filter.until !== undefined) query = query.where('at', '<', filter.until);
    return (await query.execute()).map(fromRow);
  },
  prune: async (before) => {
    await db.deleteFrom('audit').where('at', '<', before).execute();
  },
});

const fromRow = ({ user_name, key_id, trace_id, ...row }: Selectable<AuditTable>): AuditEntry => {
  const entry = { ...row, user: user_name, keyId: key_id, traceId: trace_id };
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [key, value ?? undefined]),
  ) as unknown as AuditEntry;
};
