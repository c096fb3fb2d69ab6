/** The scheduling.k8s.io group. Source: Kubernetes API reference, scheduling.k8s.io/v1. */
import type { Kind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { age, columnsOf } from './columns.ts';

export interface PriorityClass extends KubeObject {
  value: number;
  globalDefault?: boolean;
  description?: string;
  preemptionPolicy?: string;
}

const priorityClass = columnsOf<PriorityClass>();

export const priorityClassKind: Kind = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  plural: 'priorityclasses',
  kind: 'PriorityClass',
  singular: 'priorityclass',
  shortNames: ['pc'],
  categories: [],
  namespaced: false,
  capabilities: [],
  columns: [
    priorityClass.count('Value', (o) => o.value ?? 0),
    priorityClass.flag('Global-Default', (o) => o.globalDefault ?? false),
    age,
    priorityClass.text('PreemptionPolicy', (o) => o.preemptionPolicy ?? ''),
  ],
};

export const schedulingKinds: readonly Kind[] = [priorityClassKind];
