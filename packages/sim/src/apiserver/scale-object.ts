/** Workloads as Scales, and back. */
import { fromLabelSelector, toLabelSelectorText } from '@binnacle/kube/api';
import type { LabelSelector, UnstructuredObject } from '@binnacle/kube/api';
import { scaleValue, withReplicas } from '../registry/index.ts';
import type { Resource } from '../registry/index.ts';

interface Scalable extends UnstructuredObject {
  /** ReplicationControllers have plain labels. */
  spec: { replicas?: number; selector?: LabelSelector | Record<string, string> };
  status?: { replicas?: number };
}

const selectorOf = ({ kind, spec: { selector } }: Scalable): LabelSelector | undefined =>
  kind === 'ReplicationController' ? { matchLabels: (selector ?? {}) as Record<string, string> } : selector;

/** What a workload scales by, wherever its kind keeps it. */
const partsOf = ({ custom }: Resource, object: UnstructuredObject) => {
  if (custom?.scale === undefined) {
    const { spec, status } = object as Scalable;
    const selector = toLabelSelectorText(fromLabelSelector(selectorOf(object as Scalable)));
    return { replicas: spec.replicas, ready: status?.replicas ?? 0, selector };
  }
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = custom.scale;
  const read = (path: string) => scaleValue(object, path) as number | undefined;
  const selector = labelSelectorPath === undefined ? undefined : scaleValue(object, labelSelectorPath);
  return {
    replicas: read(specReplicasPath),
    ready: read(statusReplicasPath) ?? 0,
    ...(typeof selector === 'string' && selector !== '' ? { selector } : {}),
  };
};

/** The object as its Scale. */
export const scaleOf = (resource: Resource, object: UnstructuredObject): UnstructuredObject => {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { replicas, ready, ...selector } = partsOf(resource, object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: ready, ...selector },
  };
};

/** A copy of the object that has the replicas of a Scale. */
export const withScale = <T extends UnstructuredObject>(
  resource: Resource,
  object: T,
  scale: UnstructuredObject,
): T => {
  const replicas = (scale.spec as { replicas?: number } | undefined)?.replicas ?? 0;
  return withReplicas(object, resource.custom?.scale?.specReplicasPath ?? '.spec.replicas', replicas);
};
