/** The core group. Source: Kubernetes API reference, core v1. */
import { fromLabels } from '../label-selector.ts';
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf, containerColumns, labelsText, selectorColumn } from './columns.ts';
import type { Loose } from './columns.ts';
import { configMapKind, limitRangeKind, resourceQuotaKind, secretKind, serviceAccountKind } from './core-config.ts';
import { coreEventKind } from './core-event.ts';
import { namespaceKind, nodeKind } from './core-node.ts';
import { endpointsKind, serviceKind } from './core-service.ts';
import { persistentVolumeClaimKind, persistentVolumeKind } from './core-storage.ts';
import { podKind } from './pod.ts';
import type { PodTemplateSpec } from './pod-spec.ts';
import { templateOf } from './workload.ts';
import type { WorkloadCondition } from './workload.ts';

export interface ReplicationController extends KubeObject {
  spec: { replicas?: number; selector?: Record<string, string>; template?: PodTemplateSpec; minReadySeconds?: number };
  status?: {
    replicas: number;
    readyReplicas?: number;
    availableReplicas?: number;
    observedGeneration?: number;
    conditions?: WorkloadCondition[];
  };
}

export interface PodTemplate extends KubeObject {
  template: PodTemplateSpec;
}

const controller = columnsOf<ReplicationController>();
const template = columnsOf<PodTemplate>();

export const replicationControllerKind: Kind = {
  group: '',
  version: 'v1',
  plural: 'replicationcontrollers',
  kind: 'ReplicationController',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  capabilities: ['scalable', 'loggable', 'podTemplate', 'selectsPods'],
  selectableFields: ['status.replicas'],
  podTemplate: templateOf,
  podSelector: (o) => fromLabels(((o as Loose<ReplicationController>).spec?.selector ?? {}) as Record<string, string>),
  columns: [
    controller.count('Desired', (o) => o.spec?.replicas ?? 0),
    controller.count('Current', (o) => o.status?.replicas ?? 0),
    controller.count('Ready', (o) => o.status?.readyReplicas ?? 0),
    age,
    ...containerColumns((o) => (o as Loose<ReplicationController>).spec?.template?.spec?.containers),
    selectorColumn((o) => labelsText((o as Loose<ReplicationController>).spec?.selector)),
  ],
};

export const podTemplateKind: Kind = {
  group: '',
  version: 'v1',
  plural: 'podtemplates',
  kind: 'PodTemplate',
  singular: 'podtemplate',
  shortNames: [],
  categories: [],
  namespaced: true,
  capabilities: ['podTemplate'],
  podTemplate: (o) => o['template'] as PodTemplateSpec | undefined,
  columns: [
    ...containerColumns((o) => (o as Loose<PodTemplate>).template?.spec?.containers).map(
      (column) => ({ ...column, priority: 0 }) as const,
    ),
    template.text('Pod Labels', (o) => labelsText(o.template?.metadata?.labels)),
  ],
};

export const coreKinds: readonly Kind[] = [
  configMapKind,
  coreEventKind,
  endpointsKind,
  limitRangeKind,
  namespaceKind,
  nodeKind,
  persistentVolumeClaimKind,
  persistentVolumeKind,
  podKind,
  podTemplateKind,
  replicationControllerKind,
  resourceQuotaKind,
  secretKind,
  serviceAccountKind,
  serviceKind,
];
