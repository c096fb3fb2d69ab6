import type { Deployment } from '@binnacle/kube/api';
import { floorOf } from '../../api/index.ts';

/** All Pods are of the new revision, and as many are available as the strategy promises. */
export const isRolledOut = ({ metadata, spec, status }: Deployment): boolean => {
  const replicas = spec.replicas ?? 1;
  const maxUnavailable = floorOf(spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas);
  return (
    status?.observedGeneration === metadata.generation &&
    (status?.updatedReplicas ?? 0) === replicas &&
    (status?.replicas ?? 0) === replicas &&
    (status?.availableReplicas ?? 0) + maxUnavailable >= replicas
  );
};
