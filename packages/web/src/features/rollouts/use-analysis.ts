import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { rolloutClient } from './use-release-action.ts';

interface Asked {
  cluster: string;
  namespace: string;
  name: string;
  isReleasing: boolean;
}

/** How the requests of both revisions do, as they were a few seconds ago. */
export const useAnalysis = ({ cluster, namespace, name, isReleasing }: Asked) =>
  useQuery({
    queryKey: ['release', cluster, namespace, name, 'analysis'],
    placeholderData: keepPreviousData,
    refetchInterval: isReleasing ? 5_000 : 15_000,
    queryFn: ({ signal }) => rolloutClient.getRolloutAnalysis(namespace, name, { cluster, signal }),
  });
