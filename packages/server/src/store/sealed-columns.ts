import { sql, type Kysely, type Transaction } from 'kysely';
import { isSealed, keyIdOf, sealContext, type Sealer } from '../services/secrets/index.ts';
import type { KeyRing } from './key-ring.ts';
import type { Schema } from './schema.ts';

interface SealedColumn {
  table: keyof Schema;
  /** The column that names the row. */
  id: string;
  column: string;
}

/** Every column that may hold sealed text, in the context `sealContext(table, id, column)`. Key rotation walks them. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'settings', id: 'name', column: 'value' },
  { table: 'clusters', id: 'uid', column: 'kubeconfig' },
  { table: 'own_tokens', id: 'id', column: 'token' },
];

const checkName = 'secrets.check';
const checkContext = sealContext('settings', checkName, 'value');

/** The sealer of this database. The first start leaves a mark by which later ones tell the right key. Throws SealError. */
export const openSealer = async (db: Kysely<Schema>, keys: KeyRing): Promise<Sealer> => {
  const readMark = () => db.selectFrom('settings').select('value').where('name', '=', checkName).executeTakeFirst();
  const mark = await readMark();
  const sealer = keys.choose(mark && keyIdOf(mark.value));
  if (mark === undefined) {
    await db
      .insertInto('settings')
      .values({ name: checkName, value: sealer.seal('', checkContext) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  }
  // Another server may have been the first: then its mark counts.
  const kept = await readMark();
  const chosen = keys.choose(kept && keyIdOf(kept.value));
  if (kept) chosen.open(kept.value, checkContext);
  return chosen;
};

/** Seals everything anew. Throws SealError, which should undo the transaction, when anything cannot be opened. */
export const resealAll = async (
  transaction: Transaction<Schema>,
  { from, to }: { from: Sealer; to: Sealer },
): Promise<number> => {
  let count = 0;
  for (const { table, id, column } of sealedColumns) {
    const columns = { id: sql.ref(id), value: sql.ref(column), table: sql.table(table) };
    const { rows } = await sql<{ id: string | number; value: string | null }>`
      select ${columns.id} as id, ${columns.value} as value from ${columns.table}`.execute(transaction);
    for (const row of rows) {
      if (row.value === null || !isSealed(row.value)) continue;
      const context = sealContext(table, row.id, column);
      const value = to.seal(from.open(row.value, context), context);
      await sql`update ${columns.table} set ${columns.value} = ${value} where ${columns.id} = ${row.id}`.execute(
        transaction,
      );
      count += 1;
    }
  }
  return count;
};
