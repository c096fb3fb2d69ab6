import type { UnstructuredObject } from '@binnacle/kube/api';

/** Source: Kubernetes well-known annotations, kubernetes.io/config.mirror. */
const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** A static Pod's object only mirrors what its node runs: deleting it changes nothing. */
export const isMirrorPod = ({ metadata }: UnstructuredObject): boolean =>
  metadata.annotations?.[mirrorAnnotation] !== undefined;
