/** What workloads of several groups share: their template, their selector, the columns for both. */
import { fromLabelSelector } from '../label-selector.ts';
import type { LabelMatcher, LabelSelector } from '../label-selector.ts';
import type { Column } from '../kind.ts';
import type { KubeObject, UnstructuredObject } from '../object.ts';
import { containerColumns, selectorColumn, selectorText } from './columns.ts';
import type { Loose } from './columns.ts';
import type { PodTemplateSpec } from './pod-spec.ts';

export interface WorkloadCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

interface Workload extends KubeObject {
  spec: { selector?: LabelSelector; template: PodTemplateSpec };
}

const specOf = (object: UnstructuredObject): Loose<Workload['spec']> | undefined => (object as Loose<Workload>).spec;

/** `spec.template`. */
export const templateOf = (object: UnstructuredObject): PodTemplateSpec | undefined =>
  specOf(object)?.template as PodTemplateSpec | undefined;

/** `spec.selector`. */
export const selectorOf = (object: UnstructuredObject): LabelMatcher =>
  fromLabelSelector(specOf(object)?.selector as LabelSelector | undefined);

/** Containers, Images and Selector, wide. */
export const templateColumns: readonly Column[] = [
  ...containerColumns((object) => specOf(object)?.template?.spec?.containers),
  selectorColumn((object) => selectorText(specOf(object)?.selector)),
];
