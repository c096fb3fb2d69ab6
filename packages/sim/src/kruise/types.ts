/** Kruise's workloads as their controllers read and write them. Source: apps.kruise.io API reference, Kruise 1.8. */
import type { KubeObject, ResourceRef } from '@binnacle/kube/api';
import type { IntOrString, LabelSelector, PodTemplate } from '../local/objects.ts';

const group = 'apps.kruise.io';

export const kruiseRefs = {
  cloneSets: { group, version: 'v1alpha1', plural: 'clonesets', namespaced: true },
  statefulSets: { group, version: 'v1beta1', plural: 'statefulsets', namespaced: true },
  daemonSets: { group, version: 'v1alpha1', plural: 'daemonsets', namespaced: true },
} as const satisfies Record<string, ResourceRef>;

export interface CloneSetStatus {
  observedGeneration?: number;
  replicas: number;
  readyReplicas: number;
  availableReplicas: number;
  updatedReplicas: number;
  updatedReadyReplicas: number;
  updatedAvailableReplicas: number;
  expectedUpdatedReplicas: number;
  currentRevision: string;
  updateRevision: string;
  labelSelector: string;
}

export interface CloneSet extends KubeObject {
  spec: {
    replicas?: number;
    selector: LabelSelector;
    template: PodTemplate;
    updateStrategy?: {
      /** ReCreate unless stated. */
      type?: 'ReCreate' | 'InPlaceIfPossible' | 'InPlaceOnly';
      /** Pods that stay of an older revision. */
      partition?: IntOrString;
      maxUnavailable?: IntOrString;
      maxSurge?: IntOrString;
      paused?: boolean;
    };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
  };
  status?: CloneSetStatus;
}
