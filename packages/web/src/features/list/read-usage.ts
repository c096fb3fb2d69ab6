import type { UsageReply, WireRow, WireRowUsage } from '@binnacle/api';
import { client } from '../../api/client.ts';
import type { UsageOf } from '../../resource/usage-columns.ts';

/** As many as one question may name. */
export const mostNames = 500;

/** What a row is called where its usage is asked for. */
export const usageNameOf = ({ namespace, name }: WireRow): string => (namespace === '' ? name : `${namespace}/${name}`);

/** What rows use, by `usageNameOf`, however many there are; what is not known has no entry. */
export const readUsage = async (clusterId: number, of: UsageOf, rows: readonly WireRow[]) => {
  const items: Record<string, WireRowUsage> = {};
  for (let at = 0; at < rows.length; at += mostNames) {
    const names = rows.slice(at, at + mostNames).map(usageNameOf);
    const reply: UsageReply = await client.usage(clusterId, { of, names });
    Object.assign(items, reply.items);
  }
  return items;
};
