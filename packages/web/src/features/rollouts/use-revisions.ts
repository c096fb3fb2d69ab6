import type { KubernetesObject, RolloutRevisionInfo } from '@binnacle/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { rolloutClient } from './use-release-action.ts';

export interface ReleasePod extends KubernetesObject {
  spec?: { nodeName?: string };
  status?: {
    phase?: string;
    conditions?: { type: string; status: string }[];
    containerStatuses?: { restartCount?: number; state?: { waiting?: { reason?: string } } }[];
  };
}

export type ReleaseRevision = RolloutRevisionInfo<ReleasePod>;

interface Asked {
  cluster: string;
  namespace: string;
  name: string;
  /** Asked again with each change of the Rollout. */
  resourceVersion: string;
  /** Pods change more often than the Rollout then. */
  isReleasing: boolean;
}

/** The workload's Pods by revision, as they were a moment ago. */
export const useRevisions = ({ cluster, namespace, name, resourceVersion, isReleasing }: Asked) =>
  useQuery({
    queryKey: ['release', cluster, namespace, name, 'pods', resourceVersion],
    placeholderData: keepPreviousData,
    refetchInterval: isReleasing ? 2_000 : 15_000,
    queryFn: ({ signal }) => rolloutClient.getRolloutPods<ReleasePod>(namespace, name, { cluster, signal }),
  });

export const useHistory = ({ cluster, namespace, name, resourceVersion }: Omit<Asked, 'isReleasing'>) =>
  useQuery({
    queryKey: ['release', cluster, namespace, name, 'history', resourceVersion],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await rolloutClient.getRolloutHistory(namespace, name, { cluster, signal })).history,
  });
