import type { Kysely } from 'kysely';
import type { SettingRepository } from '../services/auth/index.ts';
import { sealContext, type Sealer } from '../services/secrets/index.ts';
import type { Schema } from './schema.ts';

export const createSettingRepository = (db: Kysely<Schema>, sealer: Sealer): SettingRepository => {
  const get = async (name: string): Promise<string | undefined> => {
    const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
    return row?.value;
  };
  const getOrCreate = async (name: string, create: () => string): Promise<string> => {
    const value = create();
    // Two servers may start on one database at once: the first to write wins, and both read what it wrote.
    await db
      .insertInto('settings')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    return (await get(name)) ?? value;
  };
  return {
    get,
    getOrCreate,
    getOrCreateSecret: async (name, create) => {
      const context = sealContext('settings', name, 'value');
      return sealer.open(await getOrCreate(name, () => sealer.seal(create(), context)), context);
    },
  };
};
