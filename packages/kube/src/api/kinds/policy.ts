/** The policy group. Source: Kubernetes API reference, policy/v1. */
import type { LabelSelector } from '../label-selector.ts';
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf } from './columns.ts';
import type { IntOrString } from './pod-spec.ts';
import { selectorOf } from './workload.ts';
import type { WorkloadCondition } from './workload.ts';

export interface PodDisruptionBudget extends KubeObject {
  spec: {
    minAvailable?: IntOrString;
    maxUnavailable?: IntOrString;
    selector?: LabelSelector;
    unhealthyPodEvictionPolicy?: string;
  };
  status?: {
    observedGeneration?: number;
    disruptionsAllowed: number;
    currentHealthy: number;
    desiredHealthy: number;
    expectedPods: number;
    disruptedPods?: Record<string, string>;
    conditions?: WorkloadCondition[];
  };
}

const budget = columnsOf<PodDisruptionBudget>();

export const podDisruptionBudgetKind: Kind = {
  group: 'policy',
  version: 'v1',
  plural: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  categories: [],
  namespaced: true,
  capabilities: ['selectsPods'],
  podSelector: selectorOf,
  columns: [
    budget.text('Min Available', (o) => String(o.spec?.minAvailable ?? 'N/A')),
    budget.text('Max Unavailable', (o) => String(o.spec?.maxUnavailable ?? 'N/A')),
    budget.count('Allowed Disruptions', (o) => o.status?.disruptionsAllowed ?? 0),
    age,
  ],
};

export const policyKinds: readonly Kind[] = [podDisruptionBudgetKind];
