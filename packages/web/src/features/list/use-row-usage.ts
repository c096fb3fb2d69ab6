import type { UsageReply, WireRow, WireRowUsage } from '@binnacle/api';
import { replaceEqualDeep, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { client } from '../../api/client.ts';
import type { UsageOf } from '../../resource/usage-columns.ts';
import { mostNames, usageNameOf } from './read-usage.ts';

const refreshMs = 10_000;

/** Clusters that had nothing to read usage from: their lists leave no room for it. */
const without = new Set<number>();

export interface RowUsage {
  /** False where nothing says what is used. */
  available: boolean;
  of: (row: WireRow) => WireRowUsage | undefined;
}

/** What the loaded rows of a list use: one question for all of them, whenever others are loaded and every few seconds. */
export const useRowUsage = (
  clusterId: number,
  of: UsageOf | undefined,
  { rows, offset, listKey }: { rows: readonly WireRow[]; offset: number; listKey: string },
): RowUsage => {
  const latest = useRef(rows);
  latest.current = rows;
  const held = useRef<UsageReply['items']>({});
  const { data } = useQuery<UsageReply>({
    queryKey: ['usage', clusterId, of, listKey, offset],
    enabled: of !== undefined && rows.length > 0,
    refetchInterval: refreshMs,
    placeholderData: (before, query) => (query?.queryKey[1] === clusterId ? before : undefined),
    queryFn: async ({ signal }) => {
      const names = latest.current.slice(0, mostNames).map(usageNameOf);
      const reply = await client.usage(clusterId, { of: of ?? 'pods', names }, { signal });
      if (reply.source.state === 'none') without.add(clusterId);
      else without.delete(clusterId);
      // What is the same in the question for other rows is not drawn again.
      held.current = replaceEqualDeep(held.current, reply.items);
      return { ...reply, items: held.current };
    },
  });
  return {
    available: of !== undefined && (data === undefined ? !without.has(clusterId) : data.source.state === 'ready'),
    of: (row) => data?.items[usageNameOf(row)],
  };
};
