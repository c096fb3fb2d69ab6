import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';

const everyMs = 10_000;

/** Observed share of the new revision by uid, in percent, of the releases under way that a Prometheus knows. */
export const useTraffic = (
  cluster: number | undefined,
  namespaces: readonly string[],
  isReleasing: boolean,
): ReadonlyMap<string, number> => {
  const { data } = useQuery({
    queryKey: ['rollouts', 'traffic', cluster, namespaces],
    enabled: isReleasing,
    refetchInterval: everyMs,
    queryFn: async ({ signal }) => {
      const query = { ...(cluster === undefined ? {} : { cluster: [String(cluster)] }), namespace: namespaces };
      const { items } = await client.releaseTraffic(query, { signal });
      return new Map(items.map(({ uid, percent }) => [uid, percent]));
    },
  });
  return isReleasing && data !== undefined ? data : nothing;
};

const nothing: ReadonlyMap<string, number> = new Map();
