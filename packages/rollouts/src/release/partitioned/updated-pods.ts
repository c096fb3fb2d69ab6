import type { Pod } from '@binnacle/kube/api';
import { isConditionTrue, podKind } from '@binnacle/kube/api';
import type { Reader } from '../../cluster/reader.ts';
import type { PartitionedWorkload, PartitionShape } from './shapes.ts';

/** Pods of the workload's new revision. */
export const updatedPods = (
  reader: Reader,
  { workload, shape }: { workload: PartitionedWorkload; shape: PartitionShape },
): readonly Pod[] => {
  const revision = shape.updateRevision(workload);
  if (revision === '') return [];
  const selector = { ...workload.spec.selector.matchLabels, [shape.revisionKey]: shape.revisionName(revision) };
  return reader
    .list<Pod>(podKind, workload.metadata.namespace ?? '', selector)
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === workload.metadata.uid));
};

export const isServing = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && isConditionTrue(status?.conditions, 'Ready');
