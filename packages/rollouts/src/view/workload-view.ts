/** Which view a Rollout's workload needs. */
import { daemonSetKind, deploymentKind } from '@binnacle/kube/api';
import type { DaemonSet, Deployment, Kind, KubeObject } from '@binnacle/kube/api';
import type { Rollout } from '../api/index.ts';
import { groupOf, labels } from '../api/index.ts';
import type { Reader } from '../cluster/index.ts';
import type { WorkloadView } from '../reconcile/index.ts';
import { partitionShapeOf } from '../release/index.ts';
import type { PartitionedWorkload } from '../release/index.ts';
import { daemonSetView } from './daemon-set-view.ts';
import { deploymentView } from './deployment-view.ts';
import { partitionedView } from './partitioned-view.ts';

const natives: Readonly<Record<string, Kind>> = { Deployment: deploymentKind, DaemonSet: daemonSetKind };

/** Undefined when nobody here knows the kind of its workload. */
export const workloadKindOf = ({ spec }: Rollout): Kind | undefined => {
  const { apiVersion, kind } = spec.workloadRef;
  const native = groupOf(apiVersion) === 'apps' ? natives[kind] : undefined;
  return partitionShapeOf({ apiVersion, kind })?.kind ?? native;
};

/** The workload as it is stored; undefined when it does not exist, or when nobody here knows its kind. */
export const workloadOf = (rollout: Rollout, reader: Reader): KubeObject | undefined => {
  const kind = workloadKindOf(rollout);
  return kind && reader.get(kind, rollout.metadata.namespace ?? '', rollout.spec.workloadRef.name);
};

/** Undefined when the workload does not exist. */
export const workloadView = (rollout: Rollout, reader: Reader): WorkloadView | undefined => {
  const workload = workloadOf(rollout, reader);
  if (workload === undefined) return undefined;
  const shape = partitionShapeOf(rollout.spec.workloadRef);
  if (shape !== undefined) return partitionedView(workload as PartitionedWorkload, shape);
  return rollout.spec.workloadRef.kind === 'DaemonSet'
    ? daemonSetView(workload as DaemonSet, reader)
    : deploymentView(rollout, workload as Deployment, reader);
};

/** The label that tells the workload's Pods of two revisions apart (rules §2.2). */
export const revisionKeyOf = ({ spec }: Rollout): string => {
  const shape = partitionShapeOf(spec.workloadRef);
  const native = groupOf(spec.workloadRef.apiVersion) === 'apps' && spec.workloadRef.kind === 'DaemonSet';
  return shape?.revisionKey ?? (native ? labels.controllerRevisionHash : labels.podTemplateHash);
};
