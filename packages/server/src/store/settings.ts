import type { Kysely } from 'kysely';
import type { SettingRepository } from '../services/auth/index.ts';
import type { Schema } from './schema.ts';

export const createSettingRepository = (db: Kysely<Schema>): SettingRepository => {
  const get = async (name: string): Promise<string | undefined> => {
    const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
    return row?.value;
  };
  return {
    get,
    getOrCreate: async (name, create) => {
      const value = create();
      // Two servers may start on one database at once: the first to write wins, and both read what it wrote.
      await db
        .insertInto('settings')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      return (await get(name)) ?? value;
    },
  };
};
