import { ApiError, type Pod } from '@binnacle/kube/api';

/** Source: Kubernetes reference, well-known labels, annotations and taints. */
const defaultContainerAnnotation = 'kubectl.kubernetes.io/default-container';

/** Containers by name, in the order of the Pod's life. */
export const containersOf = ({ spec }: Pod): string[] =>
  [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].map(({ name }) => name);

/** The one asked for, else the one that the Pod's author chose, else the first. Throws NotFound naming those that there are. */
export const chooseContainer = (pod: Pod, asked: string | undefined): string => {
  const names = containersOf(pod);
  if (asked !== undefined) {
    if (names.includes(asked)) return asked;
    throw new ApiError(
      'NotFound',
      404,
      `container "${asked}" not found in pod "${pod.metadata.name}", which has ${names.join(', ')}`,
      {
        details: { name: asked, kind: 'containers' },
      },
    );
  }
  const chosen = pod.metadata.annotations?.[defaultContainerAnnotation];
  // An annotation that names no container is a slip of its author's, and no reason to show nothing.
  return chosen !== undefined && names.includes(chosen) ? chosen : names[0]!;
};
