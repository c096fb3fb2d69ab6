/**
 * Workloads that replace their own Pods down to a partition: what differs between them, as data (rules §2.2, §4.3). All
 * are read loosely, for some are custom resources.
 */
import type { IntOrString, Kind, KubeObject, LabelSelector, PodTemplateSpec } from '@binnacle/kube/api';
import { statefulSetKind } from '@binnacle/kube/api';
import { groupOf, labels, toPercent } from '../../api/index.ts';
import { toShare } from '../batch.ts';

export interface PartitionedWorkload extends KubeObject {
  spec: {
    replicas?: number;
    selector: LabelSelector;
    template: PodTemplateSpec;
    updateStrategy?: {
      type?: string;
      partition?: IntOrString;
      maxSurge?: IntOrString;
      maxUnavailable?: IntOrString;
      paused?: boolean;
      rollingUpdate?: { partition?: IntOrString; paused?: boolean; unorderedUpdate?: unknown };
    };
    minReadySeconds?: number;
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
    daemonSetHash?: string;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
  };
}

export interface PartitionShape {
  kind: Kind;
  /** The value of the label by which admission sees the workload. */
  type: 'cloneset' | 'statefulset' | 'daemonset';
  /** The partition under which nothing is updated. */
  hold: IntOrString;
  /** The label that tells Pods of two revisions apart, and what it says of a revision's full name. */
  revisionKey: string;
  revisionName: (full: string) => string;
  replicas: (workload: PartitionedWorkload) => number;
  updatedReplicas: (workload: PartitionedWorkload) => number;
  stableRevision: (workload: PartitionedWorkload) => string;
  updateRevision: (workload: PartitionedWorkload) => string;
  partition: (workload: PartitionedWorkload) => IntOrString | undefined;
  /** The part of updateStrategy that sets a partition; null takes it away. */
  strategy: (partition: IntOrString | null) => object;
  /** The partition that leaves `old` Pods of `all` as they are, for a plan that is a number or a share. */
  toPartition: (old: number, all: number, plan: IntOrString) => IntOrString;
  canRollBackInBatch: boolean;
  /** Pods are updated from the highest ordinal down. */
  isOrdered: (workload: PartitionedWorkload) => boolean;
}

const kruise = { group: 'apps.kruise.io', namespaced: true, categories: [], capabilities: [], columns: [] } as const;

export const cloneSetKind: Kind = {
  ...kruise,
  version: 'v1alpha1',
  plural: 'clonesets',
  kind: 'CloneSet',
  singular: 'cloneset',
  shortNames: ['clone'],
};
export const advancedStatefulSetKind: Kind = {
  ...kruise,
  version: 'v1beta1',
  plural: 'statefulsets',
  kind: 'StatefulSet',
  singular: 'statefulset',
  shortNames: ['sts', 'asts'],
};
export const advancedDaemonSetKind: Kind = {
  ...kruise,
  version: 'v1alpha1',
  plural: 'daemonsets',
  kind: 'DaemonSet',
  singular: 'daemonset',
  shortNames: ['daemon', 'ads'],
};

/** `echo-6f5b` → `6f5b`. */
const shortName = (full: string): string => full.slice(full.lastIndexOf('-') + 1);
const noPods = 32_767;

const inRollingUpdate = (extra: object) => (partition: IntOrString | null) => ({
  rollingUpdate: { partition, ...extra },
});

const statefulSet: PartitionShape = {
  kind: statefulSetKind,
  type: 'statefulset',
  hold: noPods,
  revisionKey: labels.controllerRevisionHash,
  revisionName: (full) => full,
  replicas: ({ spec }) => spec.replicas ?? 1,
  updatedReplicas: ({ status }) => status?.updatedReplicas ?? 0,
  stableRevision: ({ status }) => status?.currentRevision ?? '',
  updateRevision: ({ status }) => status?.updateRevision ?? '',
  partition: ({ spec }) => spec.updateStrategy?.rollingUpdate?.partition,
  strategy: inRollingUpdate({}),
  toPartition: (old) => old,
  canRollBackInBatch: true,
  isOrdered: ({ spec }) => spec.updateStrategy?.rollingUpdate?.unorderedUpdate === undefined,
};

const shapes: readonly PartitionShape[] = [
  statefulSet,
  { ...statefulSet, kind: advancedStatefulSetKind, strategy: inRollingUpdate({ paused: false }) },
  {
    ...statefulSet,
    kind: cloneSetKind,
    type: 'cloneset',
    hold: '100%',
    revisionKey: labels.podTemplateHash,
    revisionName: shortName,
    stableRevision: ({ status }) => shortName(status?.currentRevision ?? ''),
    updateRevision: ({ status }) => shortName(status?.updateRevision ?? ''),
    partition: ({ spec }) => spec.updateStrategy?.partition,
    strategy: (partition) => ({ partition, paused: false }),
    isOrdered: () => false,
    toPartition: (old, all, plan) => (toPercent(plan) === undefined ? old : toShare(old, all, plan)),
  },
  {
    ...statefulSet,
    kind: advancedDaemonSetKind,
    type: 'daemonset',
    revisionKey: labels.podTemplateHash,
    revisionName: shortName,
    replicas: ({ status }) => status?.desiredNumberScheduled ?? 0,
    updatedReplicas: ({ status }) => status?.updatedNumberScheduled ?? 0,
    stableRevision: () => '',
    updateRevision: ({ status }) => shortName(status?.daemonSetHash ?? ''),
    strategy: inRollingUpdate({ paused: false }),
    canRollBackInBatch: false,
    isOrdered: () => false,
  },
];

/** Versions are not compared. */
export const partitionShapeOf = (ref: { apiVersion: string; kind: string }): PartitionShape | undefined =>
  shapes.find(({ kind }) => kind.group === groupOf(ref.apiVersion) && kind.kind === ref.kind);
