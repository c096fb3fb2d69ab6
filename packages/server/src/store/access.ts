import type { Kysely } from 'kysely';
import type { AccessRepository, BindingRecord, Rule } from '../services/access/index.ts';
import type { Schema } from './schema.ts';

export const createAccessRepository = (db: Kysely<Schema>): AccessRepository => ({
  roles: async () => {
    const rows = await db.selectFrom('roles').selectAll().orderBy('name').execute();
    return rows.map(({ name, description, rules }) => ({ name, description, rules: JSON.parse(rules) as Rule[] }));
  },
  addRole: async ({ name, description, rules }) => {
    const result = await db
      .insertInto('roles')
      .values({ name, description, rules: JSON.stringify(rules) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirst();
    return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
  },
  saveRole: async ({ name, description, rules }) => {
    const { numUpdatedRows } = await db
      .updateTable('roles')
      .set({ description, rules: JSON.stringify(rules) })
      .where('name', '=', name)
      .executeTakeFirst();
    return Number(numUpdatedRows) === 1;
  },
  removeRole: async (name) => {
    const { numDeletedRows } = await db.deleteFrom('roles').where('name', '=', name).executeTakeFirst();
    return Number(numDeletedRows) === 1;
  },
  bindings: async () => {
    const rows = await db.selectFrom('bindings').selectAll().orderBy('role').orderBy('id').execute();
    return rows.map((row) => ({
      id: row.id,
      role: row.role,
      subject: { kind: row.subject_kind as BindingRecord['subject']['kind'], name: row.subject_name },
      clusters: JSON.parse(row.clusters) as string[],
      namespaces: JSON.parse(row.namespaces) as string[],
    }));
  },
  addBinding: async ({ id, role, subject, clusters, namespaces }) => {
    await db
      .insertInto('bindings')
      .values({
        id,
        role,
        subject_kind: subject.kind,
        subject_name: subject.name,
        clusters: JSON.stringify(clusters),
        namespaces: JSON.stringify(namespaces),
      })
      .execute();
  },
  removeBinding: async (id) => {
    const { numDeletedRows } = await db.deleteFrom('bindings').where('id', '=', id).executeTakeFirst();
    return Number(numDeletedRows) === 1;
  },
});
