/** Which view a Rollout's workload needs. */
import { daemonSetKind, deploymentKind } from '@binnacle/kube/api';
import type { DaemonSet, Deployment } from '@binnacle/kube/api';
import type { Rollout } from '../api/index.ts';
import { groupOf, labels } from '../api/index.ts';
import type { Reader } from '../cluster/index.ts';
import type { WorkloadView } from '../reconcile/index.ts';
import { partitionShapeOf } from '../release/index.ts';
import type { PartitionedWorkload } from '../release/index.ts';
import { daemonSetView } from './daemon-set-view.ts';
import { deploymentView } from './deployment-view.ts';
import { partitionedView } from './partitioned-view.ts';

/** Undefined when the workload does not exist. */
export const workloadView = (rollout: Rollout, reader: Reader): WorkloadView | undefined => {
  const { apiVersion, kind, name } = rollout.spec.workloadRef;
  const namespace = rollout.metadata.namespace ?? '';
  const shape = partitionShapeOf({ apiVersion, kind });
  if (shape !== undefined) {
    const workload = reader.get<PartitionedWorkload>(shape.kind, namespace, name);
    return workload === undefined ? undefined : partitionedView(workload, shape);
  }
  if (groupOf(apiVersion) !== 'apps') return undefined;
  if (kind === 'DaemonSet') {
    const workload = reader.get<DaemonSet>(daemonSetKind, namespace, name);
    return workload === undefined ? undefined : daemonSetView(workload, reader);
  }
  if (kind !== 'Deployment') return undefined;
  const deployment = reader.get<Deployment>(deploymentKind, namespace, name);
  return deployment === undefined ? undefined : deploymentView(rollout, deployment, reader);
};

/** The label that tells the workload's Pods of two revisions apart (rules §2.2). */
export const revisionKeyOf = ({ spec }: Rollout): string => {
  const shape = partitionShapeOf(spec.workloadRef);
  const native = groupOf(spec.workloadRef.apiVersion) === 'apps' && spec.workloadRef.kind === 'DaemonSet';
  return shape?.revisionKey ?? (native ? labels.controllerRevisionHash : labels.podTemplateHash);
};
