import type { Pod } from '@binnacle/kube/api';
import { isConditionTrue, podKind } from '@binnacle/kube/api';
import type { Reader } from '../../cluster/reader.ts';
import type { PartitionedWorkload, PartitionShape } from './shapes.ts';

/** Pods of the workload's new revision that stay: one that is going away is none of the batch's, nor of those before it. */
export const updatedPods = (
  reader: Reader,
  { workload, shape }: { workload: PartitionedWorkload; shape: PartitionShape },
): readonly Pod[] => {
  const revision = shape.updateRevision(workload);
  if (revision === '') return [];
  const selector = { ...workload.spec.selector.matchLabels, [shape.revisionKey]: shape.revisionName(revision) };
  return reader
    .list<Pod>(podKind, workload.metadata.namespace ?? '', selector)
    .filter(
      ({ metadata }) =>
        metadata.deletionTimestamp === undefined &&
        metadata.ownerReferences?.some(({ uid }) => uid === workload.metadata.uid),
    );
};

export const isServing = ({ status }: Pod): boolean => isConditionTrue(status?.conditions, 'Ready');
