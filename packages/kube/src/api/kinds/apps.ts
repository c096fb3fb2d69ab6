/** The apps group. Source: Kubernetes API reference, apps/v1. */
import type { LabelSelector } from '../label-selector.ts';
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, asString, columnsOf, labelsText } from './columns.ts';
import type { IntOrString, PodTemplateSpec } from './pod-spec.ts';
import { selectorOf, templateColumns, templateOf } from './workload.ts';
import type { WorkloadCondition } from './workload.ts';

export interface Deployment extends KubeObject {
  spec: {
    replicas?: number;
    selector: LabelSelector;
    template: PodTemplateSpec;
    strategy?: {
      type?: 'RollingUpdate' | 'Recreate';
      rollingUpdate?: { maxSurge?: IntOrString; maxUnavailable?: IntOrString };
    };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    progressDeadlineSeconds?: number;
    paused?: boolean;
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    terminatingReplicas?: number;
    collisionCount?: number;
    conditions?: WorkloadCondition[];
  };
}

export interface ReplicaSet extends KubeObject {
  spec: { replicas?: number; selector: LabelSelector; template: PodTemplateSpec; minReadySeconds?: number };
  status?: {
    replicas: number;
    fullyLabeledReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    terminatingReplicas?: number;
    observedGeneration?: number;
    conditions?: WorkloadCondition[];
  };
}

export interface StatefulSet extends KubeObject {
  spec: {
    replicas?: number;
    serviceName: string;
    selector: LabelSelector;
    template: PodTemplateSpec;
    podManagementPolicy?: 'OrderedReady' | 'Parallel';
    updateStrategy?: {
      type?: 'RollingUpdate' | 'OnDelete';
      rollingUpdate?: { partition?: number; maxUnavailable?: IntOrString };
    };
    volumeClaimTemplates?: KubeObject[];
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
  };
  status?: {
    observedGeneration?: number;
    replicas: number;
    readyReplicas?: number;
    currentReplicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
    collisionCount?: number;
    conditions?: WorkloadCondition[];
  };
}

export interface DaemonSet extends KubeObject {
  spec: {
    selector: LabelSelector;
    template: PodTemplateSpec;
    updateStrategy?: {
      type?: 'RollingUpdate' | 'OnDelete';
      rollingUpdate?: { maxSurge?: IntOrString; maxUnavailable?: IntOrString };
    };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
  };
  status?: {
    observedGeneration?: number;
    desiredNumberScheduled: number;
    currentNumberScheduled: number;
    updatedNumberScheduled?: number;
    numberReady: number;
    numberAvailable?: number;
    numberUnavailable?: number;
    numberMisscheduled: number;
    collisionCount?: number;
    conditions?: WorkloadCondition[];
  };
}

export interface ControllerRevision extends KubeObject {
  data?: unknown;
  revision: number;
}

const apps = {
  group: 'apps',
  version: 'v1',
  namespaced: true,
  podTemplate: templateOf,
  podSelector: selectorOf,
} as const;
const deployment = columnsOf<Deployment>();
const replicaSet = columnsOf<ReplicaSet>();
const statefulSet = columnsOf<StatefulSet>();
const daemonSet = columnsOf<DaemonSet>();
const revision = columnsOf<ControllerRevision>();

export const deploymentKind: Kind = {
  ...apps,
  plural: 'deployments',
  kind: 'Deployment',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  capabilities: ['scalable', 'restartable', 'rollbackable', 'loggable', 'podTemplate', 'selectsPods', 'pausable'],
  revisionsIn: 'ReplicaSet',
  columns: [
    deployment.text('Ready', (o) => `${o.status?.readyReplicas ?? 0}/${o.spec?.replicas ?? 0}`),
    asString(deployment.count('Up-to-date', (o) => o.status?.updatedReplicas ?? 0)),
    asString(deployment.count('Available', (o) => o.status?.availableReplicas ?? 0)),
    age,
    ...templateColumns,
  ],
};

export const replicaSetKind: Kind = {
  ...apps,
  plural: 'replicasets',
  kind: 'ReplicaSet',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  capabilities: ['scalable', 'loggable', 'podTemplate', 'selectsPods'],
  columns: [
    replicaSet.count('Desired', (o) => o.spec?.replicas ?? 0),
    replicaSet.count('Current', (o) => o.status?.replicas ?? 0),
    replicaSet.count('Ready', (o) => o.status?.readyReplicas ?? 0),
    age,
    ...templateColumns,
  ],
};

export const statefulSetKind: Kind = {
  ...apps,
  plural: 'statefulsets',
  kind: 'StatefulSet',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  capabilities: ['scalable', 'restartable', 'rollbackable', 'loggable', 'podTemplate', 'selectsPods'],
  revisionsIn: 'ControllerRevision',
  columns: [
    statefulSet.text('Ready', (o) => `${o.status?.readyReplicas ?? 0}/${o.spec?.replicas ?? 0}`),
    age,
    ...templateColumns.filter((column) => column.name !== 'Selector'),
  ],
};

export const daemonSetKind: Kind = {
  ...apps,
  plural: 'daemonsets',
  kind: 'DaemonSet',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  capabilities: ['restartable', 'rollbackable', 'loggable', 'podTemplate', 'selectsPods'],
  revisionsIn: 'ControllerRevision',
  columns: [
    daemonSet.count('Desired', (o) => o.status?.desiredNumberScheduled ?? 0),
    daemonSet.count('Current', (o) => o.status?.currentNumberScheduled ?? 0),
    daemonSet.count('Ready', (o) => o.status?.numberReady ?? 0),
    daemonSet.count('Up-to-date', (o) => o.status?.updatedNumberScheduled ?? 0),
    daemonSet.count('Available', (o) => o.status?.numberAvailable ?? 0),
    daemonSet.text('Node Selector', (o) => labelsText(o.spec?.template?.spec?.nodeSelector)),
    age,
    ...templateColumns,
  ],
};

export const controllerRevisionKind: Kind = {
  group: 'apps',
  version: 'v1',
  namespaced: true,
  plural: 'controllerrevisions',
  kind: 'ControllerRevision',
  singular: 'controllerrevision',
  shortNames: [],
  categories: [],
  capabilities: [],
  columns: [
    revision.text('Controller', (o) => {
      const owner = o.metadata?.ownerReferences?.find((reference) => reference.controller === true);
      if (owner === undefined) return '<none>';
      const [group = ''] = owner.apiVersion?.includes('/') === true ? owner.apiVersion.split('/') : [];
      return `${`${owner.kind ?? ''}${group === '' ? '' : `.${group}`}`.toLowerCase()}/${owner.name ?? ''}`;
    }),
    asString(revision.count('Revision', (o) => o.revision ?? 0)),
    age,
  ],
};

export const appsKinds: readonly Kind[] = [
  controllerRevisionKind,
  daemonSetKind,
  deploymentKind,
  replicaSetKind,
  statefulSetKind,
];
