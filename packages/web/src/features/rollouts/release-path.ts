import { toClusterPath } from '../../resource/routes.ts';

export const rolloutsPage = 'rollouts';

/** The page of one release. */
export const toReleasePath = ({
  cluster,
  namespace,
  name,
}: {
  cluster: string;
  namespace: string;
  name: string;
}): string => toClusterPath(cluster, rolloutsPage, namespace, name);
